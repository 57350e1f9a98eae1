using System.Diagnostics;
using OpenTelemetry;

namespace Takumi.Observability.Printing;

/// <summary>
/// Prints each trace as one tree as soon as none of its spans is open in this process: for a developer's console. A request that the process makes to itself is thus part of its caller's tree.
/// Past a bound of open traces the oldest is forgotten; a trace that grows past a bound is printed in parts.
/// </summary>
/// <param name="output">Where the trees go. Written to by one thread at a time.</param>
internal sealed class TraceTreePrinter(TextWriter output) : BaseProcessor<Activity>
{
    /// <summary>How many traces may be open, and how many ended spans of one are kept.</summary>
    public const int Bound = 1000;

    private readonly OrderedDictionary<ActivityTraceId, OpenTrace> _open = [];
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
                if (_open.Count == Bound)
                    _open.RemoveAt(0);
                _open[data.TraceId] = trace = new OpenTrace();
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
            if (--trace.OpenSpans == 0)
                _open.Remove(data.TraceId);
            else if (trace.Ended.Count < Bound)
                return;
            output.Write(TraceTree.Render(trace.Ended));
            output.Flush();
            trace.Ended.Clear();
        }
    }

    private sealed class OpenTrace
    {
        public int OpenSpans { get; set; }

        public List<Activity> Ended { get; } = [];
    }
}
