using OpenTelemetry.Exporter;

namespace Takumi.Observability.Otlp;

/// <summary>The exporter's settings for one signal: its own, else the common ones.</summary>
internal static class OtlpSettings
{
    /// <summary>Null: no endpoint, so nothing is exported.</summary>
    public static OtlpExporterOptions? For(TelemetrySignal signal, OtlpOptions options, Func<TimeSpan, HttpClient> createClient)
    {
        if (EndpointOf(signal, options) is not { } endpoint)
            return null;

        var own = options.OfSignal[signal];
        var timeout = own.Timeout ?? options.Timeout ?? TimeSpan.FromSeconds(10);
        var settings = new OtlpExporterOptions
        {
            Endpoint = endpoint,
            Protocol = ProtocolOf(signal, options),
            Headers = own.Headers ?? options.Headers,
            TimeoutMilliseconds = (int)timeout.TotalMilliseconds,
            Compression = own.Compression ?? options.Compression ?? OtlpExportCompression.None,
        };

        // With client certificates (OTEL_EXPORTER_OTLP_CERTIFICATE and its kin) the SDK's own client carries them.
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_CERTIFICATE") is null
            && Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE") is null)
        {
            settings.HttpClientFactory = () => createClient(timeout);
        }

        return settings;
    }

    /// <summary>A common HTTP endpoint is the base of the signals' paths, a signal's own is taken as it stands (OTLP exporter specification). Null: there is none.</summary>
    public static Uri? EndpointOf(TelemetrySignal signal, OtlpOptions options)
    {
        if (options.OfSignal[signal].Endpoint is { } own)
            return new Uri(own);
        if (options.Endpoint is not { } common)
            return null;
        return ProtocolOf(signal, options) == OtlpExportProtocol.HttpProtobuf ? new Uri($"{common.TrimEnd('/')}/{PathOf(signal)}") : new Uri(common);
    }

    public static OtlpExportProtocol ProtocolOf(TelemetrySignal signal, OtlpOptions options) =>
        options.OfSignal[signal].Protocol ?? options.Protocol ?? OtlpExportProtocol.Grpc;

    private static string PathOf(TelemetrySignal signal) => signal switch
    {
        TelemetrySignal.Traces => "v1/traces",
        TelemetrySignal.Metrics => "v1/metrics",
        _ => "v1/logs",
    };
}
