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
internal sealed partial class JournalWriter : IDisposable
{
    private readonly IDisk _disk;
    private readonly JournalSettings _settings;
    private readonly Func<Genesis?, IReadOnlyList<KnownTree>> _knownTrees;
    private readonly RecordLosses _losses;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly JournalLayout _layout;
    private readonly RetryDelay _retry;
    private readonly LineBatch _batch = new();
    private readonly OwnRecords _own;
    private readonly LegalHolds _holds;
    private readonly CheckpointThinning _thinning;
    private IDiskFile? _lock;
    private JournalStore? _store;
    private DurableMark _mark;
    private long _lastRecord;
    private long? _lastRequests;

    public JournalWriter(
        IDisk disk, JournalSettings settings, Func<Genesis?, IReadOnlyList<KnownTree>> knownTrees, RecordLosses losses, TimeProvider time, ILogger logger)
    {
        _disk = disk;
        _settings = settings;
        _knownTrees = knownTrees;
        _losses = losses;
        _time = time;
        _logger = logger;
        _layout = new JournalLayout(settings.Directory);
        _retry = new RetryDelay(settings.RetryMinimum, settings.RetryMaximum, time);
        _own = new OwnRecords(_batch, losses, time);
        _thinning = new CheckpointThinning(disk, _layout, settings.KeepCheckpoints, logger);
        Requests = new RequestDesk(disk, _layout, this, time, logger);
        Requests.Accept("read", static request => RequestOutcome.Done(request.Detail));
        _holds = new LegalHolds(disk, _layout);
        Requests.Accept("hold", _holds.Place);
        Requests.Accept("release", _holds.Lift);
        Requests.Accept("rotate", _ => TryRotate() ? RequestOutcome.Done() : RequestOutcome.Refused("the disk failed"));
    }

    /// <summary>What others may ask for.</summary>
    public RequestDesk Requests { get; }

    public JournalState State { get; private set; } = JournalState.Failed;

    /// <summary>Whether the disk refused the last batch and has not taken one since.</summary>
    public bool IsRetrying => _retry.IsRetrying;

    public Genesis? Genesis { get; private set; }

    /// <summary>Takes the lock, recovers the journal and writes the start record.</summary>
    /// <exception cref="JournalRefusedException">It must not be written.</exception>
    /// <exception cref="DiskException">The disk refused.</exception>
    public void Start(CancellationToken cancellation)
    {
        _disk.EnsureDirectory(_layout.Root);
        if (!_settings.AllowRemoteFileSystem && _disk.RemoteFileSystem(_layout.Root) is { } name)
            throw new JournalRefusedException($"The journal {_layout.Root} is on {name}, which does not promise that a synced record stays. Allowed: a local disk, or AllowRemoteFileSystem.");
        _disk.EnsureDirectory(_layout.Segments);
        _disk.EnsureDirectory(_layout.Checkpoints);
        _disk.EnsureDirectory(_layout.Requests);
        _lock = JournalLock.Take(_disk, _layout, _settings.WaitForLock, _time, cancellation);

        var recovery = new JournalRecovery(_disk, _layout);
        _store = recovery.Open(mark: null, _knownTrees(recovery.ReadGenesis()));
        try
        {
            var last = _store.LastKind;
            AppendOpening(() => _own.AddStart(last, _settings));
        }
        catch (AppendException e)
        {
            throw (DiskException)e.InnerException!;
        }

        State = JournalState.Open;
        Requests.Sweep();
    }

    /// <summary>How long nothing has to be done unless somebody records.</summary>
    public TimeSpan UntilDue(bool backlog)
    {
        if (State is JournalState.Failed || (backlog && State is JournalState.Open))
            return _retry.Remaining;
        return _settings.RequestInterval;
    }

    /// <summary>Writes one batch of the backlog. What cannot be written and is not awaited stays there.</summary>
    public void Write(RecordBacklog backlog)
    {
        if (State == JournalState.Failed)
            backlog.FailAwaited($"the journal is waiting for its disk: {_trouble}");
        else if (State != JournalState.Open)
            backlog.Discard(_trouble);
        else if (_retry.IsOver || backlog.AnyAwaited)
            WriteBatch(backlog);
    }

    /// <summary>Does what time asks for: a reopen, a heartbeat. True if a heartbeat was written.</summary>
    public bool Tick()
    {
        if (State == JournalState.Failed && _retry.IsOver)
            Reopen();
        if (State != JournalState.Open || _time.GetElapsedTime(_lastRecord) < _settings.HeartbeatInterval || !_retry.IsOver)
            return false;
        return TryAppend(RecordKind.Heartbeat, static line => line.End());
    }

    /// <summary>Appends one record of the journal's own; false if the disk refused, which is dealt with.</summary>
    public bool TryAppend(RecordKind kind, Action<LineBuilder> write) => TryAppend(() => _own.Add(kind, write));

    /// <summary>The tree over all durable records; null while there is none that could be signed.</summary>
    public (long Size, MerkleHash Root)? Head() => State is JournalState.Open or JournalState.Stopped ? (_store!.Mark.NextSequence, _store.Root()) : null;

    /// <summary>Puts a signed note in place.</summary>
    /// <exception cref="DiskException">It is not, or nobody knows. The journal goes on.</exception>
    public void WriteNote(long size, ReadOnlySpan<byte> note, bool isHandover = false)
    {
        if (isHandover)
            CheckpointFiles.WriteHandover(_disk, _layout, size, note); // first: a crash then leaves the log with the new key, which the next start has
        CheckpointFiles.Write(_disk, _layout, size, note);
        _thinning.Written();
    }

    /// <summary>The sequence after the last line of the last segment, which is closed if it has any.</summary>
    public bool TryRotate()
    {
        if (State == JournalState.Open)
            Contain(_store!.Rotate);
        return State == JournalState.Open;
    }

    /// <summary>Whether anything may be dropped.</summary>
    public bool IsHeld => _settings.LegalHold || _holds.Any;

    /// <summary>Drops the oldest segments, unless a hold stands.</summary>
    /// <exception cref="DiskException">Perhaps not all of them are gone. The journal goes on; it is to be said and done again.</exception>
    public bool TryDrop(long end, long sequence)
    {
        if (State != JournalState.Open || IsHeld)
            return false;
        DroppedSegments.Remove(_disk, _layout, end, sequence);
        return true;
    }

    /// <summary>Serves the request files that wait.</summary>
    public void ServeRequests()
    {
        if (State != JournalState.Open || (_lastRequests is { } last && _time.GetElapsedTime(last) < _settings.RequestInterval))
            return;
        _lastRequests = _time.GetTimestamp();
        Requests.Serve();
    }

    /// <summary>The sequence that the next record will have.</summary>
    public long NextSequence => _store?.Mark.NextSequence ?? _mark.NextSequence;

    /// <summary>Writes the stop record. There are no others after it, even if the disk refused it: the next start then finds an unclean stop.</summary>
    public void Stop()
    {
        List<(int Reason, long Count)> told = [];
        if (TryAppend(() =>
            {
                told = _own.AddLosses();
                _own.AddStop();
            }))
        {
            Told(told);
        }

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
}
