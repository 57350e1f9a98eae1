using System.Diagnostics;
using Npgsql;

namespace Takumi.Observability.Failures;

/// <summary>
/// Failures that were thrown outside every span of Npgsql: of a command whose reader is in the hands of the application, most of them. The span of that command ends when
/// the reader is disposed, and takes its failure from here: the last one that was thrown since the span began, in the flow of execution that began it.
/// </summary>
/// <remarks>
/// Of two commands that one flow has open at the same time, the one that ends first takes it. A flow without any span is told by its thread alone.
/// Bounded: what nobody claims (a failed COMMIT has no span) is pushed out. Costs one comparison as long as nothing fails. Any number of threads.
/// </remarks>
internal sealed class LateFailures(TimeProvider time)
{
    public const int Capacity = 32;

    private readonly List<Entry> _entries = [];
    private volatile int _count;

    private sealed record Entry(NpgsqlException Failure, Activity? Flow, int Thread, DateTime At);

    public void Add(NpgsqlException failure, Activity? flow)
    {
        lock (_entries)
        {
            if (_entries.Count == Capacity)
                _entries.RemoveAt(0);
            _entries.Add(new Entry(failure, flow, Environment.CurrentManagedThreadId, time.GetUtcNow().UtcDateTime));
            _count = _entries.Count;
        }
    }

    /// <summary>It is on its span already.</summary>
    public void Forget(Exception recorded)
    {
        if (_count == 0)
            return;
        lock (_entries)
        {
            for (var exception = recorded; exception is not null; exception = exception.InnerException)
                _entries.RemoveAll(entry => entry.Failure == exception);
            _count = _entries.Count;
        }
    }

    /// <summary>The failure of the command whose span this is, or null.</summary>
    public NpgsqlException? Claim(Activity span)
    {
        if (_count == 0)
            return null;
        lock (_entries)
        {
            var failure = _entries.FindLast(entry => Belongs(entry, span))?.Failure;
            if (failure is not null)
                _entries.RemoveAll(entry => Belongs(entry, span));
            _count = _entries.Count;
            return failure;
        }
    }

    private static bool Belongs(Entry entry, Activity span)
    {
        if (entry.At < span.StartTimeUtc)
            return false;
        if (entry.Flow is null)
            return span.Parent is null && entry.Thread == Environment.CurrentManagedThreadId;
        for (var activity = entry.Flow; activity is not null; activity = activity.Parent)
        {
            if (activity == span.Parent)
                return true;
        }

        return false;
    }
}
