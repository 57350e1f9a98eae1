using Microsoft.Extensions.Logging;
using Takumi.Observability.Auditing;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Merkle;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Checkpoints;

/// <summary>
/// Brings checkpoints to one anchor and does not rest until it has confirmed the newest: a checkpoint says all that an older one says, so only the
/// newest is sent, and before it each handover that the anchor has not: who holds the first key follows the log by them. An anchor that could not be asked at the start is
/// compared with the journal before it is sent anything.
/// </summary>
internal sealed class AnchorSender(IAuditAnchor anchor, string journal, IDisk disk, JournalLayout layout, Action<string> refuse, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly RetryDelay _retry = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), time);
    private readonly CancellationTokenSource _ending = new();
    private AuditCheckpoint? _wanted;
    private long _waitingSince; // when the oldest was offered that waits for confirmation
    private long? _newerSince; // and the oldest that came while one was being sent
    private TaskCompletionSource _changed = New();
    private TaskCompletionSource _confirmed = New();
    private TaskCompletionSource _hurried = New();
    private Task _loop = Task.CompletedTask;
    private Task _call = Task.CompletedTask;
    private bool _compared;
    // It is sent checkpoints in ascending order, so below this it has every handover.
    private long _kept;

    public string Name => anchor.Name;

    /// <summary>What the anchor remembers of this log, for the comparison at the start; null if nothing or if it can't be asked now.</summary>
    public async Task<KnownTree?> ReadAsync(string origin, CancellationToken cancellationToken)
    {
        try
        {
            var known = await ReadTreeAsync(origin, cancellationToken).ConfigureAwait(false);
            _compared = true;
            return known;
        }
        catch (Exception e)
        {
            logger.LogWarning("Audit anchor {Anchor} can't be asked what it holds; it is compared with the journal as soon as it can: {Reason}", anchor.Name, e.Message);
            return null;
        }
    }

    public void Start() => _loop = Task.Run(RunAsync);

    public void Offer(AuditCheckpoint checkpoint)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_wanted is null)
                (_waitingSince, _confirmed) = (now, New());
            else
                _newerSince ??= now;
            _wanted = checkpoint;
            _changed.TrySetResult();
        }
    }

    /// <summary>Ends the pause after a failure: an anchor that is back is not waited for. Completes when nothing waits for confirmation, or when nothing is sent any more.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            _hurried.TrySetResult();
            return _wanted is null ? Task.CompletedTask : Task.WhenAny(_confirmed.Task, _loop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            if (Newest() is { } checkpoint && await TrySendAsync(checkpoint).ConfigureAwait(false))
                Confirm(checkpoint);
            await PauseAsync().ConfigureAwait(false);
        }
    }

    private AuditCheckpoint? Newest()
    {
        lock (_gate)
        {
            (_changed, _hurried) = (New(), New());
            _newerSince = null; // what is sent now covers all that waits
            return _wanted;
        }
    }

    /// <summary>Waits for a newer checkpoint, or after a failure for the time of the next attempt.</summary>
    private async Task PauseAsync()
    {
        Task changed, hurried;
        lock (_gate)
            (changed, hurried) = (_wanted is null ? _changed.Task : Task.CompletedTask, _hurried.Task);
        if (_retry.IsRetrying)
            changed = Task.WhenAny(Task.Delay(_retry.Remaining, time, _ending.Token), hurried);
        await changed.WaitAsync(_ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<bool> TrySendAsync(AuditCheckpoint checkpoint)
    {
        try
        {
            using var patience = new CancellationTokenSource(s_patience, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _ending.Token);
            if (!_compared && !await CompareAsync(checkpoint, both.Token).ConfigureAwait(false))
                return false;
            foreach (var handover in HandoversBefore(checkpoint))
                await StoreAsync(handover, both.Token).ConfigureAwait(false);
            await StoreAsync(checkpoint, both.Token).ConfigureAwait(false);
            _retry.Succeeded();
            return true;
        }
        catch (Exception e)
        {
            if (!_retry.IsRetrying && !_ending.IsCancellationRequested)
                logger.LogWarning(e, "Audit anchor {Anchor} did not confirm the checkpoint over {Size} records. It is sent again until it does.", anchor.Name, checkpoint.Size);
            _retry.Failed();
            return false;
        }
    }

    private IEnumerable<AuditCheckpoint> HandoversBefore(AuditCheckpoint newest) => CheckpointFiles.Handovers(disk, layout)
        .Where(note => note.Checkpoint.Origin == newest.Origin && note.Checkpoint.Size > _kept && note.Checkpoint.Size < newest.Size)
        .Select(note => new AuditCheckpoint(newest.Origin, note.Checkpoint.Size, note.Checkpoint.Root.Span.ToArray(), note.Bytes, newest.SignedAt));

    private async Task StoreAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        await CallAsync(async () => await anchor.StoreAsync(checkpoint, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        _kept = checkpoint.Size;
    }

    /// <summary>Calls the anchor, and waits as long as the token allows. A call that blocks, or takes no notice of the token, goes on: until it has ended there is no other.</summary>
    private async Task CallAsync(Func<Task> call, CancellationToken cancellationToken)
    {
        await _call.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        _call = Task.Run(call, CancellationToken.None);
        await _call.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> CompareAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        if (await ReadTreeAsync(checkpoint.Origin, cancellationToken).ConfigureAwait(false) is { } known
            && (known.Size > checkpoint.Size || LeafFiles.RootAt(disk, layout, known.Size) != known.Root))
        {
            refuse($"{known.Where} covers {known.Size} records that this journal does not have: it was restored or altered, and going on would sign a fork.");
            await _ending.CancelAsync().ConfigureAwait(false);
            return false;
        }

        return _compared = true;
    }

    private async Task<KnownTree?> ReadTreeAsync(string origin, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? held = null;
        await CallAsync(async () => held = await anchor.ReadAsync(origin, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (held is not { } bytes)
            return null;
        if (!SignedNote.TryParse(bytes.Span, out var note, out _) || !Checkpoint.TryParse(note.Text, out var tree) || tree.Origin != origin)
        {
            logger.LogWarning("Audit anchor {Anchor} holds no readable note of {Origin}; it counts as none and will be replaced.", anchor.Name, origin);
            return null;
        }

        _kept = tree.Size;
        return new KnownTree(tree.Size, tree.Root, $"The checkpoint at anchor '{anchor.Name}'");
    }

    private void Confirm(AuditCheckpoint checkpoint)
    {
        CheckpointMetrics.Anchored(journal, anchor.Name, checkpoint.Size, time.GetElapsedTime(_waitingSince));
        lock (_gate)
        {
            if (_newerSince is { } since)
            {
                _waitingSince = since;
                return;
            }

            _wanted = null;
            _confirmed.TrySetResult();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
