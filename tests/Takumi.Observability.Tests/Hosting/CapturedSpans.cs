using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace Takumi.Observability.Tests.Hosting;

/// <summary>An exporter that keeps what it was given. The catalogue's source is static: ask for one trace.</summary>
public sealed class CapturedSpans : BaseExporter<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = new();

    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _spans.Where(span => span.TraceId == trace).OrderBy(span => span.StartTimeUtc)];

    public IReadOnlyList<Activity> Named(string name) => [.. _spans.Where(span => span.DisplayName == name)];

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
            _spans.Enqueue(span);
        return ExportResult.Success;
    }
}
