using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Takumi.Observability.Sampling;

namespace Takumi.Observability.Tests.Configuration;

public sealed class OptionsTests
{
    private const string Samplers = "always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio";

    [Theory]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", $"OTEL_TRACES_SAMPLER is 'sometimes'; allowed: {Samplers}.")]
    [InlineData("Observability:Sampler", "sometimes", $"Observability:Sampler is 'sometimes'; allowed: {Samplers}.")]
    [InlineData("TRACE_SAMPLE_RATE", "1.5", "TRACE_SAMPLE_RATE is '1.5'; allowed: a number from 0 to 1.")]
    [InlineData("Observability:SampleRatio", "-0.1", "Observability:SampleRatio is '-0.1'; allowed: a number from 0 to 1.")]
    [InlineData("Observability:SampleRatio", "NaN", "Observability:SampleRatio is 'NaN'; allowed: a number from 0 to 1.")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4317'; allowed: an absolute http or https URL.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://x", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is 'ftp://x'; allowed: an absolute http or https URL.")]
    [InlineData("Observability:Otlp:Endpoint", "nowhere", "Observability:Otlp:Endpoint is 'nowhere'; allowed: an absolute http or https URL.")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json'; allowed: grpc, http/protobuf.")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION", "zip", "OTEL_EXPORTER_OTLP_COMPRESSION is 'zip'; allowed: none, gzip.")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "soon", "OTEL_EXPORTER_OTLP_TIMEOUT is 'soon'; allowed: a whole number above zero.")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "Bearer hunter2", "OTEL_EXPORTER_OTLP_HEADERS is '***'; allowed: name=value pairs separated by commas.")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "=hunter2", "OTEL_EXPORTER_OTLP_LOGS_HEADERS is '***'; allowed: name=value pairs separated by commas.")]
    [InlineData("Observability:Otlp:Headers", "a=b,hunter2", "Observability:Otlp:Headers is '***'; allowed: name=value pairs separated by commas.")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "lowmemory", "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE is 'lowmemory'; allowed: cumulative, delta.")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "team", "OTEL_RESOURCE_ATTRIBUTES is '***'; allowed: name=value pairs separated by commas.")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE", "-1", "OTEL_BSP_MAX_QUEUE_SIZE is '-1'; allowed: a whole number above zero.")]
    [InlineData("OTEL_PROPAGATORS", "tracecontext,b9", "OTEL_PROPAGATORS is 'b9'; allowed: tracecontext, baggage, none.")]
    [InlineData("OTEL_SERVICE_NAME", "", "OTEL_SERVICE_NAME is ''; allowed: a name that is not empty.")]
    [InlineData("Observability:ServiceName", " ", "Observability:ServiceName is ' '; allowed: a name that is not empty.")]
    [InlineData("ENABLE_TRACING", "maybe", "ENABLE_TRACING is 'maybe'; allowed: true, false, 1, 0.")]
    [InlineData("OTEL_SDK_DISABLED", "perhaps", "OTEL_SDK_DISABLED is 'perhaps'; allowed: true, false, 1, 0.")]
    [InlineData("Observability:Errors", "Nowhere", "Observability:Errors is 'Nowhere'; allowed: SpanEvent, LogRecord, Both.")]
    [InlineData("Observability:Health:Timeout", "soon", "Observability:Health:Timeout is 'soon'; allowed: a whole number above zero.")]
    [InlineData("Observability:Health:Timeout", "3600001", "Observability:Health:Timeout is '01:00:00.0010000'; allowed: a time above zero and at most an hour.")]
    [InlineData("Observability:Health:CacheDuration", "0", "Observability:Health:CacheDuration is '0'; allowed: a whole number above zero.")]
    [InlineData("Observability:Health:ShowDetails", "maybe", "Observability:Health:ShowDetails is 'maybe'; allowed: true, false, 1, 0.")]
    public async Task A_value_that_cant_be_used_stops_the_start_with_key_value_and_what_is_allowed(string key, string value, string message)
    {
        var thrown = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(settings: [(key, value)]));

        thrown.Message.ShouldBe(message);
    }

    [Fact]
    public async Task A_name_that_is_no_setting_stops_the_start_and_sections_of_others_do_not()
    {
        var thrown = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(settings:
        [
            ("Observability:SampleRato", "0.3"),
            ("Observability:Otlp:Url", "http://collector:4317"),
            ("Observability:health:showdetails", "true"),
            ("Observability:Meters:0", "Shop"),
            ("Observability:OfAnotherPackage:Its", "value"),
        ]));

        thrown.Failures.ShouldBe(
        [
            "Observability:Otlp:Url is not a setting; allowed: Endpoint, Protocol, Headers, Timeout, Compression.",
            "Observability:SampleRato is not a setting; allowed: ServiceName, ServiceVersion, ServiceInstanceId, Environment, Tracing, Metrics, Logs, Sampler, SampleRatio, "
            + "PrintTraces, RequireDurable, Errors, Sources, Meters, Otlp, Health.",
        ]);
    }

    [Fact]
    public async Task A_value_set_in_code_is_judged_like_any_other()
    {
        var thrown = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(options =>
        {
            options.ServiceName = "";
            options.SampleRatio = 1.5;
            options.Otlp.Endpoint = "nowhere";
            options.Otlp.Headers = "hunter2";
            options.Otlp.Timeout = TimeSpan.MaxValue;
            options.Health.CacheDuration = TimeSpan.Zero;
        }));

        thrown.Failures.ShouldBe(
        [
            "Observability:ServiceName is ''; allowed: a name that is not empty.",
            "Observability:SampleRatio is '1.5'; allowed: a number from 0 to 1.",
            "Observability:Otlp:Endpoint is 'nowhere'; allowed: an absolute http or https URL.",
            "Observability:Otlp:Headers is '***'; allowed: name=value pairs separated by commas.",
            "Observability:Otlp:Timeout is '10675199.02:48:05.4775807'; allowed: a time above zero and at most an hour.",
            "Observability:Health:CacheDuration is '00:00:00'; allowed: a time above zero and at most an hour.",
        ]);
    }

    [Fact]
    public async Task A_message_shows_no_password()
    {
        var thrown = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://user:hunter2@collector")]));

        thrown.Message.ShouldBe("OTEL_EXPORTER_OTLP_ENDPOINT is 'ftp://***@collector'; allowed: an absolute http or https URL.");
    }

    [Fact]
    public void The_stronger_source_wins()
    {
        Read([("APP_VERSION", "1"), ("Observability:ServiceVersion", "2")]).ServiceVersion.ShouldBe("2");
        Read([("Observability:ServiceName", "section")], options => options.ServiceName = "code").ServiceName.ShouldBe("code");
        Read([("OTEL_SERVICE_NAME", "standard")], options => options.ServiceName = "code").ServiceName.ShouldBe("standard");
        Read([("TRACE_SAMPLE_RATE", "0.5"), ("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0.25")]).SampleRatio.ShouldBe(0.25);
        Read([("ENABLE_TRACING", "false")]).Tracing.ShouldBeFalse();
        var disabled = Read([("OTEL_SDK_DISABLED", "true")]);
        (disabled.Tracing, disabled.Metrics, disabled.Logs).ShouldBe((false, false, false));
    }

    [Fact]
    public void Lists_are_sections_or_one_value_with_commas()
    {
        Read([("Observability:Sources", "A, B.*")]).Sources.ShouldBe(["A", "B.*"]);
        Read([("Observability:Meters:0", "C"), ("Observability:Meters:1", "D")]).Meters.ShouldBe(["C", "D"]);
    }

    [Theory]
    [InlineData("Development", null, 1.0)]
    [InlineData("development", null, 1.0)]
    [InlineData("Production", null, 0.1)]
    [InlineData("Production", 0.7, 0.7)]
    public void Everything_is_sampled_while_developing_and_a_tenth_elsewhere(string environment, double? ratio, double expected) =>
        SamplerFactory.RatioOf(new ObservabilityOptions { Environment = environment, SampleRatio = ratio }).ShouldBe(expected);

    [Theory]
    [InlineData("always_on", "AlwaysOnSampler")]
    [InlineData("always_off", "AlwaysOffSampler")]
    [InlineData("traceidratio", "TraceIdRatioBasedSampler{0.500000}")]
    [InlineData("parentbased_always_on", "ParentBased{AlwaysOnSampler}")]
    [InlineData("parentbased_always_off", "ParentBased{AlwaysOffSampler}")]
    [InlineData("parentbased_traceidratio", "ParentBased{TraceIdRatioBasedSampler{0.500000}}")]
    public void Each_sampler_name_makes_its_sampler(string name, string description) =>
        SamplerFactory.Create(new ObservabilityOptions { Sampler = name, SampleRatio = 0.5 }).Description.ShouldBe(description);

    private static ObservabilityOptions Read((string Key, string Value)[] settings, Action<ObservabilityOptions>? configure = null)
    {
        using var host = Build(configure, settings);
        return host.Services.GetRequiredService<IOptions<ObservabilityOptions>>().Value;
    }

    private static async Task StartAsync(Action<ObservabilityOptions>? configure = null, params (string Key, string Value)[] settings)
    {
        using var host = Build(configure, settings);
        await host.StartAsync(TestContext.Current.CancellationToken);
    }

    private static IHost Build(Action<ObservabilityOptions>? configure, (string Key, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
        builder.Services.AddTakumiObservability(configure ?? (static _ => { }));
        return builder.Build();
    }
}
