using OpenTelemetry;

namespace Takumi.Observability.Tests.Redaction;

/// <summary>Keeps what an exporter would see, read at the moment of export, as the OTLP exporter does.</summary>
internal sealed class CapturingExporter<T, TRead>(Func<T, TRead> read) : BaseExporter<T>
    where T : class
{
    public List<TRead> Exported { get; } = [];

    public override ExportResult Export(in Batch<T> batch)
    {
        foreach (var item in batch)
            Exported.Add(read(item));
        return ExportResult.Success;
    }
}
