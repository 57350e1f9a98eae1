using System.Diagnostics;
using OpenTelemetry;

namespace Takumi.Observability.Console;

/// <summary>
/// Prints each trace as one tree when its local root ends: for a developer's console. Spans that end after their root are printed with the next one;
/// spans whose root never ends are forgotten past a bound, oldest trace first.
/// </summary>
/// <param name="output">Where the trees go. Written to by one thread at a time.</param>
internal sealed class TraceTreeExporter(TextWriter output) : BaseExporter<Activity>
{
    private const int MaxOpenTraces = 1000;

    private readonly Dictionary<ActivityTraceId, List<Activity>> _open = [];
    private readonly Queue<ActivityTraceId> _order = new();
    private readonly Lock _gate = new();

    public override ExportResult Export(in Batch<Activity> batch)
    {
        lock (_gate)
        {
            foreach (var activity in batch)
                Add(activity);
        }

        return ExportResult.Success;
    }

    private void Add(Activity activity)
    {
        if (!_open.TryGetValue(activity.TraceId, out var spans))
        {
            _open[activity.TraceId] = spans = [];
            _order.Enqueue(activity.TraceId);
            if (_order.Count > MaxOpenTraces)
                _open.Remove(_order.Dequeue());
        }

        spans.Add(activity);
        if (activity.Parent is not null)
            return;
        _open.Remove(activity.TraceId);
        output.Write(TraceTree.Render(spans));
        output.Flush();
    }
}
