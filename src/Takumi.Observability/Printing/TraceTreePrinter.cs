using System.Diagnostics;
using OpenTelemetry;

namespace Takumi.Observability.Printing;

/// <summary>
/// Prints each trace as one tree as soon as none of its spans is open in this process: for a developer's console. A request that the process makes to itself is thus part of its caller's tree.
/// Traces that never end are forgotten past a bound, the oldest first.
/// </summary>
/// <param name="output">Where the trees go. Written to by one thread at a time.</param>
internal sealed class TraceTreePrinter(TextWriter output) : BaseProcessor<Activity>
{
    private const int MaxOpenTraces = 1000;

    private readonly Dictionary<ActivityTraceId, OpenTrace> _open = [];
    private readonly Queue<ActivityTraceId> _order = new();
    private readonly Lock _gate = new();

    public override void OnStart(Activity data)
    {
        // Not sampled, only measured by somebody: no exporter takes it either.
        if (!data.Recorded)
            return;
        lock (_gate)
        {
            if (!_open.TryGetValue(data.TraceId, out var trace))
            {
                _open[data.TraceId] = trace = new OpenTrace();
                _order.Enqueue(data.TraceId);
                if (_order.Count > MaxOpenTraces)
                    _open.Remove(_order.Dequeue());
            }

            trace.OpenSpans++;
        }
    }

    public override void OnEnd(Activity data)
    {
        if (!data.Recorded)
            return;
        lock (_gate)
        {
            if (!_open.TryGetValue(data.TraceId, out var trace))
                return;
            trace.Ended.Add(data);
            if (--trace.OpenSpans > 0)
                return;
            _open.Remove(data.TraceId);
            output.Write(TraceTree.Render(trace.Ended));
            output.Flush();
        }
    }

    private sealed class OpenTrace
    {
        public int OpenSpans { get; set; }

        public List<Activity> Ended { get; } = [];
    }
}
