using Microsoft.Extensions.Logging;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>
/// What the owner of a journal does in its directory beside writing lines: takes the lock, puts notes in place, executes requests, obeys holds, removes what is dropped.
/// Its owner, <see cref="JournalThread"/>, makes all calls on one thread.
/// </summary>
internal sealed class JournalOwner : IDisposable
{
    private readonly IDisk _disk;
    private readonly JournalSettings _settings;
    private readonly JournalWriter _writer;
    private readonly TimeProvider _time;
    private readonly JournalLayout _layout;
    private readonly LegalHolds _holds;
    private readonly CheckpointThinning _thinning;
    private IDiskFile? _lock;
    private long? _lastRequests;

    public JournalOwner(IDisk disk, JournalSettings settings, JournalWriter writer, TimeProvider time, ILogger logger)
    {
        _disk = disk;
        _settings = settings;
        _writer = writer;
        _time = time;
        _layout = new JournalLayout(settings.Directory);
        _holds = new LegalHolds(disk, _layout);
        _thinning = new CheckpointThinning(disk, _layout, settings.KeepCheckpoints, logger);
        Requests = new RequestDesk(disk, _layout, writer, time, logger);
        Requests.Accept("read", static request => RequestOutcome.Done(request.Detail));
        Requests.Accept("hold", _holds.Place);
        Requests.Accept("release", _holds.Lift);
        Requests.Accept("rotate", _ => writer.TryRotate() ? RequestOutcome.Done() : RequestOutcome.Refused("the disk failed"));
    }

    /// <summary>What others may ask for.</summary>
    public RequestDesk Requests { get; }

    /// <summary>Makes the directory unless it is there, takes the lock, and lets the writer open the journal.</summary>
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
        _writer.Open();
        Requests.Sweep();
    }

    /// <summary>Puts a signed note in place.</summary>
    /// <exception cref="DiskException">It is not, or nobody knows. The journal goes on.</exception>
    public void WriteNote(long size, ReadOnlySpan<byte> note, bool isHandover = false)
    {
        if (isHandover)
            CheckpointFiles.WriteHandover(_disk, _layout, size, note); // first: a crash then leaves the log with the new key, which the next start has
        CheckpointFiles.Write(_disk, _layout, size, note);
        _thinning.Written();
    }

    /// <summary>Serves the request files that wait, if it is time to look for them.</summary>
    public void ServeRequests()
    {
        if (_writer.State != JournalState.Open || (_lastRequests is { } last && _time.GetElapsedTime(last) < _settings.RequestInterval))
            return;
        _lastRequests = _time.GetTimestamp();
        Requests.Serve();
    }

    /// <summary>Whether a hold stands, so that nothing may be dropped.</summary>
    public bool IsHeld => _settings.LegalHold || _holds.Any;

    /// <summary>Drops the oldest segments, unless a hold stands.</summary>
    /// <exception cref="DiskException">Perhaps not all of them are gone. The journal goes on; it is to be said and done again.</exception>
    public bool TryDrop(long end, long sequence)
    {
        if (_writer.State != JournalState.Open || IsHeld)
            return false;
        DroppedSegments.Remove(_disk, _layout, end, sequence);
        return true;
    }

    public void Dispose() => _lock?.Dispose();
}
