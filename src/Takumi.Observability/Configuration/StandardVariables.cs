using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using Takumi.Observability.Otlp;
using Takumi.Observability.Sampling;

namespace Takumi.Observability.Configuration;

/// <summary>
/// OpenTelemetry's own variables, which win over everything else
/// (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). The SDK reads OTEL_RESOURCE_ATTRIBUTES, OTEL_BSP_*, OTEL_BLRP_* and OTEL_METRIC_EXPORT_* itself, and falls back silently
/// where a value can't be read; here each is checked, so that the start is refused instead.
/// </summary>
internal sealed class StandardVariables(IConfiguration configuration) : IPostConfigureOptions<ObservabilityOptions>
{
    // Times in milliseconds and sizes alike: whole numbers above zero.
    private static readonly string[] s_readBySdk =
    [
        "OTEL_BSP_SCHEDULE_DELAY", "OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
        "OTEL_BLRP_SCHEDULE_DELAY", "OTEL_BLRP_EXPORT_TIMEOUT", "OTEL_BLRP_MAX_QUEUE_SIZE", "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE",
        "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT",
    ];

    // The SDK has no "lowmemory".
    private static readonly (string, MetricReaderTemporalityPreference)[] s_temporalities =
    [
        ("cumulative", MetricReaderTemporalityPreference.Cumulative),
        ("delta", MetricReaderTemporalityPreference.Delta),
    ];

    public void PostConfigure(string? name, ObservabilityOptions options)
    {
        var setting = new Setting(configuration, options.Unreadable);
        if (setting.IsEmpty("OTEL_SERVICE_NAME"))
            setting.Refuse("OTEL_SERVICE_NAME", "", "a name that is not empty");
        options.ServiceName = setting.String("OTEL_SERVICE_NAME") ?? options.ServiceName;
        setting.Pairs("OTEL_RESOURCE_ATTRIBUTES");

        ReadSampler(options, setting);
        if (setting.Bool("OTEL_SDK_DISABLED") is true)
            options.Tracing = options.Metrics = options.Logs = false;
        foreach (var key in s_readBySdk)
            setting.Count(key);
        ReadExporter(options.Otlp, setting, "OTEL_EXPORTER_OTLP");
        foreach (var (signal, own) in options.Otlp.OfSignal)
            ReadExporter(own, setting, $"OTEL_EXPORTER_OTLP_{signal.ToString().ToUpperInvariant()}");
        options.Otlp.Temporality = setting.OneOf("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", s_temporalities);
        if (setting.String("OTEL_PROPAGATORS") is not null)
            options.Propagators = [.. ReadPropagators(setting)];
    }

    private static void ReadSampler(ObservabilityOptions options, Setting setting)
    {
        if (setting.String("OTEL_TRACES_SAMPLER") is not { } sampler)
            return;
        if (!SamplerNames.All.Contains(sampler))
        {
            setting.Refuse("OTEL_TRACES_SAMPLER", sampler, string.Join(", ", SamplerNames.All));
            return;
        }

        options.Sampler = sampler;
        if (SamplerNames.TakesRatio(sampler))
            options.SampleRatio = setting.Ratio("OTEL_TRACES_SAMPLER_ARG") ?? 1;
    }

    private static void ReadExporter(OtlpOptions otlp, Setting setting, string prefix)
    {
        otlp.Endpoint = setting.HttpUri(prefix + "_ENDPOINT") ?? otlp.Endpoint;
        otlp.Protocol = setting.OneOf(prefix + "_PROTOCOL", SectionOptions.Protocols) ?? otlp.Protocol;
        otlp.Headers = setting.Pairs(prefix + "_HEADERS") ?? otlp.Headers;
        otlp.Timeout = setting.Milliseconds(prefix + "_TIMEOUT") ?? otlp.Timeout;
        otlp.Compression = setting.OneOf(prefix + "_COMPRESSION", SectionOptions.Compressions) ?? otlp.Compression;
    }

    private static IEnumerable<string> ReadPropagators(Setting setting)
    {
        foreach (var propagator in setting.List("OTEL_PROPAGATORS"))
        {
            if (Propagation.Propagators.Names.Contains(propagator))
                yield return propagator;
            else
                setting.Refuse("OTEL_PROPAGATORS", propagator, string.Join(", ", Propagation.Propagators.Names));
        }
    }
}
