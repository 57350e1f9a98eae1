using Microsoft.Extensions.Logging;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Format;
using Takumi.Observability.Merkle;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>
/// What the journal does, one step at a time and without a thread of its own: opens, writes batches, fails, reopens, stops. Its owner,
/// <see cref="JournalThread"/>, makes all calls on one thread.
/// </summary>
internal sealed class JournalWriter(
    IDisk disk, JournalSettings settings, Func<Genesis?, IReadOnlyList<KnownTree>> knownTrees, RecordLosses losses, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly JournalLayout _layout = new(settings.Directory);
    private readonly LineBuilder _line = new();
    private readonly LineBatch _batch = new();
    private readonly List<PendingRecord> _taken = [];
    private readonly RetryDelay _retry = new(settings.RetryMinimum, settings.RetryMaximum);
    private IDiskFile? _lock;
    private JournalStore? _store;
    private DurableMark _mark;
    private DateTimeOffset _failedSince;
    private DateTimeOffset _lastRecord;
    private DateTimeOffset _nextRequests;
    private string _trouble = "it is not open yet";

    public JournalState State { get; private set; } = JournalState.Failed;

    /// <summary>Whether the disk refused the last batch and has not taken one since.</summary>
    public bool IsRetrying => _retry.Until is not null;

    public Genesis? Genesis { get; private set; }

    /// <summary>Takes the lock, recovers the journal and writes the start record.</summary>
    /// <exception cref="JournalRefusedException">It must not be written.</exception>
    /// <exception cref="DiskException">The disk refused.</exception>
    public void Start(CancellationToken cancellation)
    {
        disk.EnsureDirectory(_layout.Root);
        if (!settings.AllowRemoteFileSystem && disk.RemoteFileSystem(_layout.Root) is { } name)
            throw new JournalRefusedException($"The journal {_layout.Root} is on {name}, which does not promise that a synced record stays. Allowed: a local disk, or AllowRemoteFileSystem.");
        disk.EnsureDirectory(_layout.Segments);
        disk.EnsureDirectory(_layout.Checkpoints);
        disk.EnsureDirectory(_layout.Requests);
        _lock = JournalLock.Take(disk, _layout, settings.WaitForLock, time, cancellation);

        var recovery = new JournalRecovery(disk, _layout);
        _store = recovery.Open(mark: null, knownTrees(recovery.ReadGenesis()));
        try
        {
            var last = _store.LastKind;
            AppendOpening(records => records.Add((RecordKind.Start, line => WriteStart(line, last))));
        }
        catch (AppendException e)
        {
            throw (DiskException)e.InnerException!;
        }

        State = JournalState.Open;
    }

    /// <summary>How long nothing has to be done unless somebody records.</summary>
    public TimeSpan UntilDue(bool backlog)
    {
        var now = time.GetUtcNow();
        if (State is JournalState.Refused or JournalState.Stopped)
            return settings.RequestInterval;
        var due = _retry.Until ?? (backlog ? now : now + settings.RequestInterval);
        return due > now ? due - now : TimeSpan.Zero;
    }

    /// <summary>Writes one batch of the backlog, and returns how many best-effort records have left it. What cannot be written and is not awaited stays.</summary>
    public int Write(Queue<PendingRecord> backlog)
    {
        if (State != JournalState.Open)
            return State is JournalState.Failed ? FailAwaited(backlog) : Discard(backlog);
        if (!_retry.IsOver(time.GetUtcNow()) && !backlog.Any(record => record.Waiter is not null))
            return 0;

        _batch.Begin(_store!.Mark.NextSequence);
        var told = AddLosses();
        var released = TakeBatch(backlog);
        if (_batch.Count == 0)
            return released;
        try
        {
            _store.Append(_batch);
        }
        catch (AppendException e)
        {
            return released + GiveBack(backlog, e);
        }

        _retry.Succeeded();
        _lastRecord = time.GetUtcNow();
        foreach (var (reason, count) in told)
            losses.Told(reason, count);
        released += Complete(told.Count);
        Contain(Settle);
        return released;
    }

    /// <summary>Does what time asks for: a reopen, a heartbeat. True if a heartbeat was written.</summary>
    public bool Tick()
    {
        var now = time.GetUtcNow();
        if (State == JournalState.Failed && _retry.IsOver(now))
            Reopen();
        if (State != JournalState.Open || now - _lastRecord < settings.HeartbeatInterval || !_retry.IsOver(now))
            return false;
        return TryAppend(RecordKind.Heartbeat, static line => line.End());
    }

    /// <summary>Appends one record of the journal's own; false if the disk refused, which is dealt with.</summary>
    public bool TryAppend(RecordKind kind, Action<LineBuilder> write)
    {
        if (State != JournalState.Open)
            return false;
        try
        {
            AppendOwn([(kind, write)]);
            Contain(Settle);
            return true;
        }
        catch (AppendException e)
        {
            Failed(e);
            return false;
        }
    }

    /// <summary>The tree over all durable records; null while there is none that could be signed.</summary>
    public (long Size, MerkleHash Root)? Head() => State is JournalState.Open or JournalState.Stopped ? (_store!.Mark.NextSequence, _store.Root()) : null;

    /// <summary>Puts a signed note in place.</summary>
    /// <exception cref="DiskException">It is not, or nobody knows. The journal goes on.</exception>
    public void WriteNote(long size, ReadOnlySpan<byte> note)
    {
        _store?.SyncLeafHashes();
        CheckpointFiles.Write(disk, _layout, size, note);
    }

    /// <summary>The sequence after the last line of the last segment, which is closed if it has any.</summary>
    public bool TryRotate()
    {
        if (State == JournalState.Open)
            Contain(_store!.Rotate);
        return State == JournalState.Open;
    }

    /// <summary>Serves the request files that wait.</summary>
    public void ServeRequests(Action checkpoint)
    {
        var now = time.GetUtcNow();
        if (State != JournalState.Open || now < _nextRequests)
            return;
        _nextRequests = now + settings.RequestInterval;
        RequestDesk.Serve(disk, _layout, this, checkpoint, time, logger);
    }

    /// <summary>The sequence that the next record will have.</summary>
    public long NextSequence => _store?.Mark.NextSequence ?? _mark.NextSequence;

    /// <summary>Refuses all records from now on: the log must not be continued.</summary>
    public void Refuse(string reason)
    {
        State = JournalState.Refused;
        _trouble = reason;
        logger.LogCritical("The audit journal {Directory} refuses all records until somebody has looked at it: {Reason}", settings.Directory, reason);
    }

    /// <summary>Writes the stop record. There are no others after it, even if the disk refused it: the next start then finds an unclean stop.</summary>
    public void Stop()
    {
        TryAppend(RecordKind.Stop, line => line.Integer(RecordSchema.Lost, losses.Total).End());
        if (State == JournalState.Open)
            State = JournalState.Stopped;
        _trouble = "the journal has stopped";
    }

    /// <summary>Takes no records any more, whatever state it is in.</summary>
    public void Close()
    {
        if (State != JournalState.Stopped)
            _trouble = "the journal is closed";
        State = JournalState.Refused;
    }

    public void Dispose()
    {
        _store?.Dispose();
        _lock?.Dispose();
    }

    private void Reopen()
    {
        try
        {
            _store?.Dispose();
            _store = null;
            _store = new JournalRecovery(disk, _layout).Open(_mark, []);
            AppendOpening(records => records.Add((RecordKind.Failure, line => line.Word(RecordSchema.Reason, "disk"u8).Time(RecordSchema.Since, _failedSince).End())));
            State = JournalState.Open;
            _retry.Succeeded();
            logger.LogWarning("The audit journal {Directory} is open again after a failure of its disk since {Since:O}.", settings.Directory, _failedSince);
        }
        catch (Exception e) when (e is DiskException or AppendException)
        {
            _trouble = e.Message;
            _retry.Failed(time.GetUtcNow());
        }
        catch (JournalRefusedException e)
        {
            Refuse(e.Message);
        }
    }

    /// <summary>Writes what an opened journal has to say first: genesis, recoveries, and then what the caller adds.</summary>
    private void AppendOpening(Action<List<(RecordKind, Action<LineBuilder>)>> add)
    {
        var records = new List<(RecordKind, Action<LineBuilder>)>();
        var genesis = _store!.Genesis ?? Genesis.New(settings.Service);
        if (_store.Mark.NextSequence == 0)
            records.Add((RecordKind.Genesis, genesis.Write));
        var tails = TornTail.Pending(disk, _layout);
        foreach (var tail in tails)
        {
            records.Add((RecordKind.Recovery, tail.WriteRecord));
            logger.LogWarning("The audit journal cut {Bytes} torn bytes off segment {Segment} at offset {Offset} and kept them beside it.", tail.Content.Length, tail.Segment, tail.Offset);
        }

        add(records);
        AppendOwn(records);
        _store.Genesis = Genesis = genesis;
        foreach (var tail in tails)
            tail.Settle(disk, _layout);
        _store.AppendLeafHashes(_batch);
    }

    private void AppendOwn(IReadOnlyList<(RecordKind Kind, Action<LineBuilder> Write)> records)
    {
        _batch.Begin(_store!.Mark.NextSequence);
        foreach (var (kind, write) in records)
            AddOwn(kind, write);
        _store.Append(_batch);
        _mark = _store.Mark;
        _lastRecord = time.GetUtcNow();
    }

    private void AddOwn(RecordKind kind, Action<LineBuilder> write)
    {
        write(_line.Begin(AuditRecordId.New(), kind, time.GetUtcNow()));
        if (!_batch.TryAdd(_line.Tail))
            throw InvalidRecordException.TooLarge($"a {kind} record");
    }

    private List<(int Reason, long Count)> AddLosses()
    {
        if (!losses.AnyUntold)
            return [];
        var told = losses.Untold().ToList();
        foreach (var (reason, count) in told)
            AddOwn(RecordKind.Loss, line => RecordLosses.Write(line, reason, count));
        return told;
    }

    private int TakeBatch(Queue<PendingRecord> backlog)
    {
        var released = 0;
        while (_batch.HasRoom && backlog.TryDequeue(out var record))
        {
            if (record.Waiter?.TryTake() == false)
            {
                record.Release();
            }
            else if (_batch.TryAdd(record.Tail))
            {
                _taken.Add(record);
            }
            else
            {
                released += record.Waiter is null ? 1 : 0;
                TooLarge(record);
            }
        }

        return released;
    }

    private void TooLarge(in PendingRecord record)
    {
        if (record.Waiter is null)
            losses.TooLarge();
        else
            record.Waiter.Fail(AuditFailure.NotWritten, $"with its sequence the line is longer than {JournalLimits.LineBytes} bytes.");
        record.Release();
    }

    private int Complete(int own)
    {
        var released = 0;
        var origin = Genesis!.Origin;
        for (var i = 0; i < _taken.Count; i++)
        {
            var record = _taken[i];
            if (record.Waiter is null)
                released++;
            else
                record.Waiter.TrySetResult(new AuditPosition(origin, _batch.First + own + i, _batch.LeafHashes[own + i].Span.ToArray()));
            record.Release();
        }

        _taken.Clear();
        return released;
    }

    /// <summary>After a failed append: those who wait are told, the others go back to the head of the backlog.</summary>
    private int GiveBack(Queue<PendingRecord> backlog, AppendException failure)
    {
        var later = backlog.ToArray();
        backlog.Clear();
        foreach (var record in _taken)
        {
            if (record.Waiter is null)
            {
                backlog.Enqueue(record);
                continue;
            }

            record.Waiter.Fail(failure.Failure, failure.Message, failure.InnerException);
            record.Release();
        }

        _taken.Clear();
        foreach (var record in later)
            backlog.Enqueue(record);
        Failed(failure);
        return 0;
    }

    private int FailAwaited(Queue<PendingRecord> backlog)
    {
        for (var left = backlog.Count; left > 0; left--)
        {
            var record = backlog.Dequeue();
            if (record.Waiter is null)
            {
                backlog.Enqueue(record);
                continue;
            }

            if (record.Waiter.TryTake())
                record.Waiter.Fail(AuditFailure.NotWritten, $"the journal is waiting for its disk: {_trouble}");
            record.Release();
        }

        return 0;
    }

    private int Discard(Queue<PendingRecord> backlog)
    {
        var released = 0;
        while (backlog.TryDequeue(out var record))
        {
            if (record.Waiter is null)
            {
                released++;
                losses.QueueFull();
            }
            else if (record.Waiter.TryTake())
            {
                record.Waiter.Fail(AuditFailure.NotWritten, _trouble);
            }

            record.Release();
        }

        return released;
    }

    private void Failed(AppendException failure)
    {
        if (failure.Failure == AuditFailure.Unknown)
        {
            Fail(failure.Message);
            return;
        }

        if (_retry.Until is null)
            logger.LogError("The audit journal {Directory} could not write: {Reason}. Records that nobody awaits are kept and tried again.", settings.Directory, failure.Message);
        _retry.Failed(time.GetUtcNow());
    }

    private void Fail(string reason)
    {
        var now = time.GetUtcNow();
        _mark = _store!.Mark;
        _failedSince = now;
        _trouble = reason;
        State = JournalState.Failed;
        _retry.Failed(now);
        logger.LogError("The audit journal {Directory} failed and will be reopened: {Reason}", settings.Directory, reason);
    }

    /// <summary>What follows an append once its records are safe and told: the copy of the leaf hashes, a new segment when it is time.</summary>
    private void Settle()
    {
        _store!.AppendLeafHashes(_batch);
        if (_store.Mark.Length >= settings.SegmentBytes)
            _store.Rotate();
    }

    private void Contain(Action action)
    {
        try
        {
            action();
        }
        catch (DiskException e)
        {
            Fail(e.Message);
        }
    }

    private static void WriteStart(LineBuilder line, RecordKind? last)
    {
        line.Text(RecordSchema.Host, Environment.MachineName)
            .Integer(RecordSchema.Pid, Environment.ProcessId)
            .Text(RecordSchema.Version, typeof(JournalWriter).Assembly.GetName().Version!.ToString(3));
        // A new journal may hold a recovery of its own torn genesis and nothing else.
        line.Word(RecordSchema.Previous, last switch { null or RecordKind.Genesis => "none"u8, RecordKind.Stop => "clean"u8, _ => "unclean"u8 });
        if (last is not (null or RecordKind.Genesis or RecordKind.Stop))
            line.Word(RecordSchema.Losses, "unknown"u8);
        line.End();
    }
}
