using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using Takumi.Observability.Testing;

namespace Takumi.Observability.AspNetCore.Tests.Fixtures;

/// <summary>What an exporter would have sent. Sources are shared by every host of the process, so a test asks for its own trace.</summary>
public sealed class SpanCapture : BaseExporter<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = new();

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
            _spans.Enqueue(span);
        return ExportResult.Success;
    }

    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _spans.Where(span => span.TraceId == trace)];

    /// <summary>The server span of a trace; waits for it, as a server ends its span after the client has its answer.</summary>
    public async Task<Activity> ServerSpanAsync(ActivityTraceId trace)
    {
        await Poll.UntilAsync(() => ServerSpan(trace) is not null, () => $"the server span of {trace}", TestContext.Current.CancellationToken);
        return ServerSpan(trace)!;
    }

    private Activity? ServerSpan(ActivityTraceId trace) => Of(trace).FirstOrDefault(span => span.Kind == ActivityKind.Server);
}
