using Takumi.Observability.Format;

namespace Takumi.Observability.Journal;

/// <summary>
/// Records that the journal's thread has taken over and not yet written, in order, and those of the batch under way. A record that is awaited
/// leaves it with an answer, a best-effort record leaves it written or counted as lost.
/// </summary>
internal sealed class RecordBacklog(RecordLosses losses)
{
    private readonly List<PendingRecord> _batch = [];
    private Queue<PendingRecord> _waiting = [];
    private int _released;

    public int Count => _waiting.Count;

    public bool AnyAwaited => _waiting.Any(record => record.Waiter is not null);

    public void Add(in PendingRecord record) => _waiting.Enqueue(record);

    /// <summary>How many best-effort records have left since the last call.</summary>
    public int TakeReleased()
    {
        var released = _released;
        _released = 0;
        return released;
    }

    /// <summary>Moves as many records into a batch as it can hold. Those that can't be lines leave at once.</summary>
    public void Fill(LineBatch batch)
    {
        while (batch.HasRoom && _waiting.TryDequeue(out var record))
        {
            if (record.Waiter?.TryTake() == false)
                Leave(record);
            else if (batch.TryAdd(record.Tail))
                _batch.Add(record);
            else
                TooLarge(record);
        }
    }

    /// <summary>The batch is durable: its records begin at <paramref name="first"/> in it, after those of the journal's own.</summary>
    public void Complete(LineBatch batch, int first, string origin)
    {
        for (var i = 0; i < _batch.Count; i++)
        {
            var record = _batch[i];
            record.Waiter?.TrySetResult(new AuditPosition(origin, batch.First + first + i, batch.LeafHashes[first + i].Span.ToArray()));
            Leave(record);
        }

        _batch.Clear();
    }

    /// <summary>The batch is not written: those who wait are told, the others go back to the head.</summary>
    public void GiveBack(AppendException failure)
    {
        var waiting = new Queue<PendingRecord>();
        foreach (var record in _batch)
        {
            if (record.Waiter is null)
            {
                waiting.Enqueue(record);
                continue;
            }

            record.Waiter.Fail(failure.Failure, failure.Message, failure.InnerException);
            Leave(record);
        }

        foreach (var record in _waiting)
            waiting.Enqueue(record);
        _waiting = waiting;
        _batch.Clear();
    }

    /// <summary>The thread ends in the middle of a batch, and nobody knows what became of it. Its buffers may have been given back: they are left to the garbage collector.</summary>
    public void Abandon(string reason)
    {
        foreach (var record in _batch)
            record.Waiter?.Fail(AuditFailure.Unknown, reason);
        _batch.Clear();
    }

    /// <summary>Tells all who wait that their records are not written; the others stay.</summary>
    public void FailAwaited(string reason)
    {
        for (var left = _waiting.Count; left > 0; left--)
        {
            var record = _waiting.Dequeue();
            if (record.Waiter is null)
                _waiting.Enqueue(record);
            else
                Refuse(record, reason);
        }
    }

    /// <summary>Empties the backlog: nothing will be written any more.</summary>
    public void Discard(string reason)
    {
        while (_waiting.TryDequeue(out var record))
        {
            if (record.Waiter is null)
                losses.QueueFull();
            Refuse(record, reason);
        }
    }

    private void Refuse(in PendingRecord record, string reason)
    {
        if (record.Waiter?.TryTake() == true)
            record.Waiter.Fail(AuditFailure.NotWritten, reason);
        Leave(record);
    }

    private void TooLarge(in PendingRecord record)
    {
        if (record.Waiter is null)
            losses.TooLarge();
        record.Waiter?.Fail(AuditFailure.NotWritten, $"with its sequence the line is longer than {JournalLimits.LineBytes} bytes.");
        Leave(record);
    }

    private void Leave(in PendingRecord record)
    {
        if (record.Waiter is null)
            _released++;
        record.Release();
    }
}
