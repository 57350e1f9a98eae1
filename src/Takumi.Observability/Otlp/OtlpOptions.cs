using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Takumi.Observability.Otlp;

/// <summary>
/// The exporter to an OpenTelemetry collector. Nothing is exported while no endpoint is set. Each member gives way to its standard variable
/// (https://opentelemetry.io/docs/specs/otel/protocol/exporter/), those for a single signal included.
/// </summary>
public sealed class OtlpOptions
{
    private Dictionary<TelemetrySignal, OtlpOptions>? _ofSignal;

    /// <summary>The collector's address, for example <c>http://localhost:4317</c>; with <see cref="OtlpExportProtocol.HttpProtobuf"/> the signals' paths are appended. Default: none.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Protocol. Default <see cref="OtlpExportProtocol.Grpc"/>.</summary>
    public OtlpExportProtocol? Protocol { get; set; }

    /// <summary>Headers of each request, <c>key=value</c> separated by commas. Kept out of logs and messages: they carry credentials.</summary>
    public string? Headers { get; set; }

    /// <summary>How long one export may take. Default 10 s, at most an hour.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Compression of the payload. Default none.</summary>
    public OtlpExportCompression? Compression { get; set; }

    /// <summary>By the standard variable alone; null: as the reader's options say.</summary>
    internal MetricReaderTemporalityPreference? Temporality { get; set; }

    /// <summary>What is set for one signal alone, by the standard variables.</summary>
    internal IReadOnlyDictionary<TelemetrySignal, OtlpOptions> OfSignal => _ofSignal ??= new Dictionary<TelemetrySignal, OtlpOptions>
    {
        [TelemetrySignal.Traces] = new(),
        [TelemetrySignal.Metrics] = new(),
        [TelemetrySignal.Logs] = new(),
    };
}
