using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Auditing;
using Takumi.Observability.Journal;
using Takumi.Observability.Notes;

namespace Takumi.Observability.Checkpoints;

/// <summary>
/// Signs the tree at intervals, away from the path of records: asks the journal's thread for the head, signs it here, lets that thread put the
/// note in place, and then sends it out. One checkpoint at a time.
/// </summary>
internal sealed class Checkpointer(
    JournalThread journal, string name, string origin, INoteSigner signer, KeyHandover? handover, IReadOnlyList<AnchorSender> anchors, TimeSpan interval, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>An anchor that is away is told at the next start; the stop of the service must not wait for it.</summary>
    private static readonly TimeSpan s_anchorPatience = TimeSpan.FromSeconds(5);

    /// <summary>A key service that is silent for longer is told, instead of holding up the checkpoints unseen.</summary>
    private static readonly TimeSpan s_signerPatience = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _ending = new();
    private KeyHandover? _handover = handover;
    private volatile AuditCheckpoint? _newest;
    private volatile TaskCompletionSource _changed = New();
    private Task _loop = Task.CompletedTask;
    private Task _signing = Task.CompletedTask;
    private bool _failing;

    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Makes the next checkpoint now. Never blocks.</summary>
    public void Want() => _wanted.Writer.TryWrite(true);

    /// <summary>Completes with the first checkpoint known here that covers a record.</summary>
    public async Task<AuditCheckpoint> WaitAsync(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _changed.Task;
            if (_newest is { } newest && newest.Size > sequence)
                return newest;
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Signs what is there now, and gives the anchors some seconds to confirm it, the token allowing.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await TryCheckpointAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(anchors.Select(anchor => anchor.FlushAsync())).WaitAsync(s_anchorPatience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _changed.TrySetException(new ObjectDisposedException(nameof(AuditJournal), "The journal was stopped before a checkpoint covered the record."));
        _ = _changed.Task.Exception; // nobody may be waiting, and that is no unobserved fault
    }

    public ValueTask DisposeAsync()
    {
        _ending.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            await TryCheckpointAsync(_ending.Token).ConfigureAwait(false);
            await PauseAsync().ConfigureAwait(false);
        }
    }

    private async Task PauseAsync()
    {
        using var over = new CancellationTokenSource(interval, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(over.Token, _ending.Token);
        Task wanted = _wanted.Reader.ReadAsync(both.Token).AsTask();
        await wanted.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TryCheckpointAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CheckpointAsync(cancellationToken).ConfigureAwait(false);
            _failing = false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The journal is stopping; what is on disk stays unattested until the next start.
        }
        catch (Exception e)
        {
            if (!_failing)
                logger.LogError(e, "No audit checkpoint could be made. Records stay durable, but unattested; it is tried again every {Interval}.", interval);
            _failing = true;
        }
    }

    private async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        if (await journal.HeadAsync().ConfigureAwait(false) is not { } head || head.Size <= (_newest?.Size ?? 0))
            return;
        var text = new Checkpoint(origin, head.Size, head.Root) { NextKey = _handover?.NextKey(origin) }.ToText();
        INoteSigner[] signers = _handover is null ? [signer] : [_handover.From, signer];
        var note = await SignAsync(text, signers, cancellationToken).ConfigureAwait(false);
        RefuseUnverifiable(note, signers);
        await journal.WriteNoteAsync(head.Size, note, isHandover: _handover is not null).ConfigureAwait(false);
        if (_handover is not null)
            logger.LogWarning("The audit log {Origin} was handed over at {Size} records: only the new key signs it from now on. Destroy the old one, and give verifiers {Key}.", origin, head.Size, _handover.NextKey(origin));
        _handover = null;

        var checkpoint = new AuditCheckpoint(origin, head.Size, head.Root.Span.ToArray(), note, time.GetUtcNow());
        _newest = checkpoint;
        var changed = _changed;
        _changed = New();
        changed.TrySetResult();
        CheckpointMetrics.Signed(name, head.Size);
        logger.LogInformation("[AUDIT CHECKPOINT] {Origin} {Size} {Note}", origin, head.Size, Encoding.UTF8.GetString(note));
        foreach (var anchor in anchors)
            anchor.Offer(checkpoint);
    }

    /// <summary>A signer of somebody else's may block, or take no notice of the token: only the wait ends then, and it is asked nothing more until it has answered.</summary>
    private async Task<byte[]> SignAsync(string text, INoteSigner[] signers, CancellationToken cancellationToken)
    {
        await _signing.WaitAsync(s_signerPatience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_signing.IsCompleted)
            throw new TimeoutException("The signer has not answered the call before.");
        var signing = Task.Run(() => SignedNote.SignAsync(text, origin, signers, cancellationToken).AsTask(), CancellationToken.None);
        _signing = signing;
        return await signing.WaitAsync(s_signerPatience, time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A signer of somebody else's may sign in a form that nobody can verify: better no checkpoint, and an error, than that.</summary>
    private void RefuseUnverifiable(byte[] note, INoteSigner[] signers)
    {
        if (!SignedNote.TryParse(note, out var parsed, out var error))
            throw new InvalidOperationException($"The signed checkpoint is no note: {error}.");
        foreach (var signed in signers.Where(s => s.SignatureType == NoteKey.EcdsaType))
        {
            if (parsed.Check([new NoteKey(origin, signed.SignatureType, signed.PublicKey)]) != NoteValidity.Valid)
                throw new InvalidOperationException("The signer's signature does not verify with its own public key; type 0x02 is ECDSA P-256 over SHA-256 in DER form.");
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
