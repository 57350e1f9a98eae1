using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace Takumi.Observability.Npgsql.Tests.Fixtures;

/// <summary>What an exporter would have sent, and all that a processor sees. Sources are shared by every host of the process, so a test asks for its own trace.</summary>
public sealed class SpanCapture : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> _ended = new();

    public override void OnEnd(Activity data) => _ended.Enqueue(data);

    /// <summary>The sampled spans of a trace.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _ended.Where(span => span.TraceId == trace && span.Recorded)];
}
