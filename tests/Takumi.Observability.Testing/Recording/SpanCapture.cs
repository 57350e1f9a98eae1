using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using Xunit;

namespace Takumi.Observability.Testing.Recording;

/// <summary>What an exporter would have sent: <c>tracing.AddProcessor(spans)</c>. Sources are shared by every host of the process, so a test asks for its own trace.</summary>
/// <param name="read">What of a span is remembered as it was in the moment in which an exporter would have got it; null: nothing.</param>
public sealed class SpanCapture(Func<Activity, string>? read = null) : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<(Activity Span, string? AtItsEnd)> _ended = new();

    public override void OnEnd(Activity data)
    {
        if (data.Recorded)
            _ended.Enqueue((data, read?.Invoke(data)));
    }

    /// <summary>The spans of a trace in the order in which they ended.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => Of(span => span.TraceId == trace);

    /// <summary>The spans that are meant, of all traces, in the order in which they ended.</summary>
    public IReadOnlyList<Activity> Of(Func<Activity, bool> which) => [.. _ended.Select(one => one.Span).Where(which)];

    /// <summary>What was read of the spans of a trace.</summary>
    public IReadOnlyList<string?> AtTheirEnd(ActivityTraceId trace) => [.. _ended.Where(one => one.Span.TraceId == trace).Select(one => one.AtItsEnd)];

    /// <summary>The server span of a trace; waits for it, as a server ends its span after the client has its answer.</summary>
    public async Task<Activity> ServerSpanAsync(ActivityTraceId trace)
    {
        await Poll.UntilAsync(() => ServerSpan(trace) is not null, () => $"the server span of {trace}", TestContext.Current.CancellationToken);
        return ServerSpan(trace)!;
    }

    private Activity? ServerSpan(ActivityTraceId trace) => Of(trace).FirstOrDefault(span => span.Kind == ActivityKind.Server);
}
