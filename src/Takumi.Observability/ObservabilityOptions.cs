namespace Takumi.Observability;

/// <summary>
/// What a service may say about its telemetry. Read once, at the start of the host; a value that can't be used stops the start with one message that names it.
/// Sources, weakest first: the defaults here; <c>APP_VERSION</c>, <c>ENVIRONMENT</c>, <c>ENABLE_TRACING</c> and <c>TRACE_SAMPLE_RATE</c>; section <c>Observability</c>;
/// the delegate given to <c>AddTakumiObservability</c>; OpenTelemetry's own <c>OTEL_*</c> variables, which win.
/// </summary>
public sealed class ObservabilityOptions
{
    /// <summary>Name of the section of the application's configuration.</summary>
    public const string SectionName = "Observability";

    /// <summary><c>service.name</c>. Default: the name of the entry assembly.</summary>
    public string? ServiceName { get; set; }

    /// <summary><c>service.version</c>. Default: the informational version of the entry assembly, without its build metadata.</summary>
    public string? ServiceVersion { get; set; }

    /// <summary><c>service.instance.id</c>. Default: a random id, one for each start of the host.</summary>
    public string? ServiceInstanceId { get; set; }

    /// <summary><c>deployment.environment.name</c>. Default: the host's environment name.</summary>
    public string? Environment { get; set; }

    /// <summary>Whether spans are collected. Default true.</summary>
    public bool Tracing { get; set; } = true;

    /// <summary>Whether measurements are collected. Default true.</summary>
    public bool Metrics { get; set; } = true;

    /// <summary>Whether log records are collected for export. The application's other loggers are not touched. Default true.</summary>
    public bool Logs { get; set; } = true;

    /// <summary>
    /// How a trace that begins here is sampled, by the names of <c>OTEL_TRACES_SAMPLER</c>: <c>always_on</c>, <c>always_off</c>, <c>traceidratio</c>, and each with <c>parentbased_</c> before it.
    /// Default <c>parentbased_traceidratio</c>, which follows the caller's decision, so that traces are whole.
    /// </summary>
    public string Sampler { get; set; } = "parentbased_traceidratio";

    /// <summary>Share of new traces to keep, 0 to 1. Default: 1 in the environment <c>Development</c>, 0.1 elsewhere.</summary>
    public double? SampleRatio { get; set; }

    /// <summary>Activity sources to collect beside the default ones; <c>*</c> at the end stands for any rest.</summary>
    public IList<string> Sources { get; } = [];

    /// <summary>Meters to collect beside the default ones; <c>*</c> at the end stands for any rest.</summary>
    public IList<string> Meters { get; } = [];

    /// <summary>Where an exception that ends a span is written. Default: on the span.</summary>
    public ErrorRecording Errors { get; set; } = ErrorRecording.SpanEvent;

    /// <summary>Whether each trace that ends is printed to the console as a tree. For development. Default false.</summary>
    public bool PrintTraces { get; set; }

    /// <summary>Whether the start is refused when no durable audit sink is registered. Default false: the logger alone then keeps the audit trail, which is told once.</summary>
    public bool RequireDurable { get; set; }

    /// <summary>How health checks are run, and what of them is shown.</summary>
    public Health.HealthOptions Health { get; } = new();

    /// <summary>What is masked in all that leaves the process, beyond the built-in rules.</summary>
    public Redaction.RedactionOptions Redaction { get; } = new();

    /// <summary>The exporter to a collector. Used only when an endpoint is set, here or by <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public Otlp.OtlpOptions Otlp { get; } = new();

    /// <summary>How context travels, by the names of <c>OTEL_PROPAGATORS</c>: <c>tracecontext</c>, <c>baggage</c>, or <c>none</c>. Null: as the process has it.</summary>
    internal IReadOnlyList<string>? Propagators { get; set; }

    /// <summary>Values that could not be read, kept until validation so that all are reported at once.</summary>
    internal List<string> Unreadable { get; } = [];

    /// <summary>Says what can't be used, one message a value: the key, the value, what is allowed. Empty: all is well.</summary>
    public IReadOnlyList<string> Validate() => Configuration.OptionsRules.Check(this);
}
