namespace Takumi.Observability.Journal;

/// <summary>Between those who record and the one thread that writes: records in order, and calls to make on that thread.</summary>
internal sealed class Mailbox(int capacity)
{
    private readonly object _gate = new();
    private readonly Queue<Action> _calls = [];
    private List<PendingRecord> _records = [];
    private int _bestEffort;
    private bool _urgent;
    private bool _asleep;
    private bool _closed;
    private bool _ended;

    /// <summary>Adds a record that somebody awaits; false when closed. Not bounded: its callers wait.</summary>
    public bool TryAddAwaited(in PendingRecord record)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            _records.Add(record);
            Wake();
            return true;
        }
    }

    /// <summary>Adds a best-effort record; false when closed or when <c>capacity</c> of them are on their way.</summary>
    public bool TryAddBestEffort(in PendingRecord record)
    {
        lock (_gate)
        {
            if (_closed || _bestEffort == capacity)
                return false;
            _bestEffort++;
            _records.Add(record);
            // The sleeping thread is woken by the first; those that come until it is awake share that call.
            if (_records.Count == 1)
                Wake();
            return true;
        }
    }

    /// <summary>Says how many best-effort records have left for good.</summary>
    public void Release(int bestEffort)
    {
        lock (_gate)
            _bestEffort -= bestEffort;
    }

    /// <summary>Whether a record waits to be taken.</summary>
    public bool HasRecords
    {
        get
        {
            lock (_gate)
                return _records.Count > 0;
        }
    }

    /// <summary>Asks the journal's thread to make a call, which is possible after <see cref="Close"/>; false when it has ended.</summary>
    public bool TryCall(Action action)
    {
        lock (_gate)
        {
            if (_ended)
                return false;
            _calls.Enqueue(action);
            Wake();
            return true;
        }
    }

    /// <summary>Takes no records from now on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Wake();
        }
    }

    /// <summary>Takes nothing any more: the thread is about to take what is left, and then ends.</summary>
    public void End()
    {
        lock (_gate)
            _ended = _closed = true;
    }

    /// <summary>Waits until something is there or the time is over, and takes it all: records into a backlog, calls as the return value.</summary>
    public IReadOnlyList<Action> Take(RecordBacklog backlog, ref List<PendingRecord> spare, TimeSpan wait)
    {
        List<PendingRecord> records;
        Action[] calls;
        lock (_gate)
        {
            if (_records.Count == 0 && _calls.Count == 0 && !_urgent && wait > TimeSpan.Zero)
            {
                _asleep = true;
                Monitor.Wait(_gate, wait);
                _asleep = false;
            }

            _urgent = false;
            (records, _records) = (_records, spare);
            calls = _calls.Count == 0 ? [] : [.. _calls];
            _calls.Clear();
        }

        foreach (var record in records)
            backlog.Add(record);
        records.Clear();
        spare = records;
        return calls;
    }

    private void Wake()
    {
        _urgent = true;
        if (_asleep)
            Monitor.Pulse(_gate);
    }
}
