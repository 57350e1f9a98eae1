using Microsoft.Extensions.Logging;
using Takumi.Observability.Format;
using Takumi.Observability.Merkle;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>
/// How lines get onto the disk, one step at a time and without a thread of its own: opens, writes batches, fails, reopens, stops. When the disk refuses a batch it is tried
/// again after a pause; files in doubt are reopened in full, cut back to what this process knows to be durable; what only a person can decide ends it.
/// <see cref="JournalThread"/> makes all calls on one thread.
/// </summary>
internal sealed class JournalWriter(
    IDisk disk, JournalSettings settings, Func<Genesis?, IReadOnlyList<KnownTree>> knownTrees, RecordLosses losses, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly JournalOpening _opening = new(disk, settings, logger);
    private readonly RetryDelay _retry = new(settings.RetryMinimum, settings.RetryMaximum, time);
    private readonly OwnRecords _own = new(losses, time);
    private JournalStore? _store;
    private DurableMark _mark;
    private long _lastRecord;
    private DateTimeOffset _failedSince;
    private string _trouble = "it is not open yet";

    public JournalState State { get; private set; } = JournalState.Failed;

    public Genesis? Genesis => _store?.Genesis;

    /// <summary>The sequence that the next record will have.</summary>
    public long NextSequence => _store?.Mark.NextSequence ?? _mark.NextSequence;

    /// <summary>The tree over all durable records; null while there is none that could be signed.</summary>
    public (long Size, MerkleHash Root)? Head() => State is JournalState.Open or JournalState.Stopped ? (_store!.Mark.NextSequence, _store.Root()) : null;

    /// <summary>Recovers the journal and writes the start record. To be called with its lock held.</summary>
    /// <exception cref="JournalRefusedException">It must not be written.</exception>
    /// <exception cref="DiskException">The disk refused.</exception>
    public void Open()
    {
        _store = _opening.Recover(mark: null, knownTrees);
        try
        {
            Begin(() => _own.AddStart(_store.LastKind, settings));
        }
        catch (AppendException e)
        {
            throw (DiskException)e.InnerException!;
        }
    }

    /// <summary>How long nothing has to be done unless somebody records.</summary>
    public TimeSpan UntilDue(bool backlog) =>
        State is JournalState.Failed || (backlog && State is JournalState.Open) ? _retry.Remaining : settings.RequestInterval;

    /// <summary>Does what time asks for: a reopen, a heartbeat. True if a heartbeat was written.</summary>
    public bool Tick()
    {
        if (State == JournalState.Failed && _retry.IsOver)
            Reopen();
        if (State != JournalState.Open || time.GetElapsedTime(_lastRecord) < settings.HeartbeatInterval || !_retry.IsOver)
            return false;
        return TryAppend(RecordKind.Heartbeat, static line => line.End());
    }

    /// <summary>Writes one batch of the backlog. What cannot be written and is not awaited stays there.</summary>
    public void Write(RecordBacklog backlog)
    {
        if (State == JournalState.Failed)
            backlog.FailAwaited($"the journal is waiting for its disk: {_trouble}");
        else if (State != JournalState.Open)
            backlog.Discard(_trouble);
        else if (_retry.IsOver || backlog.AnyAwaited)
            TryWriteBatch(backlog);
    }

    /// <summary>Appends one record of the journal's own; false if the disk refused, which is dealt with.</summary>
    public bool TryAppend(RecordKind kind, Action<LineBuilder> write) => TryAppend(() => _own.Add(kind, write));

    /// <summary>Closes the segment, if it has any lines, and begins the next; false if the disk refused, which is dealt with.</summary>
    public bool TryRotate()
    {
        if (State == JournalState.Open)
            Contain(_store!.Rotate);
        return State == JournalState.Open;
    }

    /// <summary>Refuses all records from now on: the log must not be continued.</summary>
    public void Refuse(string reason)
    {
        State = JournalState.Refused;
        _trouble = reason;
        logger.LogCritical("The audit journal {Directory} refuses all records until somebody has looked at it: {Reason}", settings.Directory, reason);
    }

    /// <summary>
    /// Writes what is left and the stop record. A pause after a failure is not waited out: the disk, which may be back, is asked once more. What it refuses again is lost, which the
    /// stop record tells. There are no records after it, even if the disk refused it: the next start then finds an unclean stop.
    /// </summary>
    public void Stop(RecordBacklog backlog)
    {
        if (State == JournalState.Failed)
            Reopen();
        for (var isTaken = true; isTaken && State == JournalState.Open && backlog.Count > 0;)
            isTaken = TryWriteBatch(backlog);
        backlog.Discard(_trouble = "the journal has stopped");
        List<(int Reason, long Count)> told = [];
        if (TryAppend(() => told = _own.AddStop()))
            losses.Told(told);
        State = State == JournalState.Open ? JournalState.Stopped : JournalState.Refused;
    }

    /// <summary>Takes no records any more, whatever state it is in.</summary>
    public void Close()
    {
        if (State != JournalState.Stopped)
            _trouble = "the journal is closed";
        State = JournalState.Refused;
    }

    public void Dispose() => _store?.Dispose();

    private bool TryWriteBatch(RecordBacklog backlog)
    {
        var batch = _own.Batch;
        batch.Begin(_store!.Mark.NextSequence);
        var told = _own.AddLosses();
        backlog.Fill(batch);
        if (batch.Count == 0)
            return true;
        try
        {
            _store.Append(batch);
        }
        catch (AppendException e)
        {
            backlog.GiveBack(e);
            Failed(e);
            return false;
        }

        _retry.Succeeded();
        _lastRecord = time.GetTimestamp();
        losses.Told(told);
        backlog.Complete(batch, told.Count, Genesis!.Origin);
        Contain(Settle);
        return true;
    }

    private bool TryAppend(Action add)
    {
        if (State != JournalState.Open)
            return false;
        try
        {
            _own.Batch.Begin(_store!.Mark.NextSequence);
            add();
            _store.Append(_own.Batch);
        }
        catch (AppendException e)
        {
            Failed(e);
            return false;
        }

        _lastRecord = time.GetTimestamp();
        Contain(Settle);
        return true;
    }

    private void Begin(Action add)
    {
        try
        {
            _opening.Begin(_store!, _own, add);
        }
        finally
        {
            _mark = _store!.Mark; // the lines may be durable, and what follows them has failed
        }

        (State, _lastRecord) = (JournalState.Open, time.GetTimestamp());
    }

    /// <summary>What follows an append once its records are safe and told: the copy of the leaf hashes, a new segment when it is time.</summary>
    private void Settle()
    {
        _store!.AppendLeafHashes(_own.Batch);
        if (_store.Mark.Length >= settings.SegmentBytes)
            _store.Rotate();
    }

    private void Reopen()
    {
        try
        {
            _store?.Dispose();
            _store = null;
            _store = _opening.Recover(_mark, static _ => []);
            Begin(() => _own.AddFailure(_failedSince));
            _retry.Succeeded();
            logger.LogWarning("The audit journal {Directory} is open again after a failure of its disk since {Since:O}.", settings.Directory, _failedSince);
        }
        catch (Exception e) when (e is DiskException or AppendException)
        {
            _trouble = e.Message;
            _retry.Failed();
        }
        catch (JournalRefusedException e)
        {
            Refuse(e.Message);
        }
    }

    private void Failed(AppendException failure)
    {
        if (failure.Failure == AuditFailure.Unknown)
        {
            Fail(failure.Message);
            return;
        }

        if (!_retry.IsRetrying)
            logger.LogError("The audit journal {Directory} could not write: {Reason}. Records that nobody awaits are kept and tried again.", settings.Directory, failure.Message);
        _retry.Failed();
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

    private void Fail(string reason)
    {
        (State, _trouble) = (JournalState.Failed, reason);
        (_mark, _failedSince) = (_store!.Mark, time.GetUtcNow());
        _retry.Failed();
        logger.LogError("The audit journal {Directory} failed and will be reopened: {Reason}", settings.Directory, reason);
    }
}
