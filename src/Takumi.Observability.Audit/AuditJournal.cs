using Microsoft.Extensions.Logging;
using Takumi.Observability.Auditing;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Sealing;
using Takumi.Observability.Storage;

namespace Takumi.Observability;

/// <summary>
/// The durable audit journal of a service: <see cref="IAuditLog"/> writes to it, and this class says when a record is attested. Thread safe;
/// resolved from dependency injection, opened with the host, or by the first record where there is none.
/// </summary>
public sealed class AuditJournal : IAuditSink, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan s_anchorPatience = TimeSpan.FromSeconds(5);

    private readonly AuditJournalOptions _options;
    private readonly JournalSettings _settings;
    private readonly IDisk _disk;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ILogger _checkpointLogger;
    private readonly JournalThread _thread;
    private readonly string _name;
    private readonly List<AnchorSender> _anchors;
    private readonly Lazy<Task<Opened>> _opened;
    private readonly PersonalRecords? _personal;
    private PersonalSealer? _sealer;
    private readonly TaskCompletionSource<string> _origin = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SigningKeys? _keys;
    private KeyHandover? _handover;
    private RetentionSweep? _sweep;
    private int _stopped;

    internal AuditJournal(AuditJournalOptions options, JournalSettings settings, IDisk disk, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _settings = settings;
        _disk = disk;
        _time = time;
        _logger = loggers.CreateLogger("Takumi.Observability.Audit.Journal");
        _checkpointLogger = loggers.CreateLogger("Takumi.Observability.Audit.Checkpoint");
        _thread = new JournalThread(disk, settings, KnownTrees, time, _logger);
        _name = AuditJournalName.Shown(settings.RetentionClass);
        _anchors = [.. options.Anchors.Select(anchor => new AnchorSender(anchor, _name, disk, new JournalLayout(settings.Directory), _thread.Refuse, time, _checkpointLogger))];
        _opened = new Lazy<Task<Opened>>(OpenAsync);
        if (settings.KeyStore is not null)
        {
            _personal = new PersonalRecords(SealerAsync, settings.QueueCapacity, _thread);
            _thread.Requests.Accept("erase", _personal.Erase);
        }
        Lines = new LineSource(new JournalLayout(settings.Directory), _thread.Durable, _origin.Task);
    }

    /// <summary>What can be copied elsewhere. Asking it does not open the journal.</summary>
    internal IAuditLineSource Lines { get; }

    /// <summary>Completes when a signed checkpoint covers the record, which is more than that it is on disk: from then on it can't be altered unseen.</summary>
    /// <param name="receipt">What <see cref="IAuditLog.RecordAsync"/> returned.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The checkpoint. It may cover later records as well.</returns>
    /// <exception cref="ArgumentException">The receipt is not of this journal.</exception>
    /// <exception cref="ObjectDisposedException">The journal was stopped first; the next start signs the record.</exception>
    public async Task<AuditCheckpoint> WaitForCheckpointAsync(AuditReceipt receipt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        var opened = await _opened.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        var position = receipt.Positions.FirstOrDefault(position => position.Log == opened.Origin)
            ?? throw new ArgumentException($"Record {receipt.RecordId} is not in the log {opened.Origin}.", nameof(receipt));
        return await opened.Checkpointer.WaitAsync(position.Sequence, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    async ValueTask<AuditPosition> IAuditSink.WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        _ = _opened.Value;
        if (record.Personal is null)
            return await _thread.WriteAsync(record, sealedMembers: null, cancellationToken).ConfigureAwait(false);
        return _personal is not null
            ? await _personal.WriteAsync(record, cancellationToken).ConfigureAwait(false)
            : throw new AuditException(AuditFailure.NotWritten, record.Id, $"Audit record {record.Id} has personal members, and the journal has no key store.");
    }

    /// <inheritdoc/>
    bool IAuditSink.TryWrite(AuditRecord record)
    {
        _ = _opened.Value;
        if (record.Personal is null)
            return _thread.TryWrite(record);
        if (_personal is not null)
            return _personal.TryWrite(record);
        _thread.Losses.KeyStore();
        return false;
    }

    /// <summary>Opens the journal. Repeated calls share one opening.</summary>
    /// <exception cref="JournalRefusedException">It must not be written.</exception>
    internal Task StartAsync() => _opened.Value;

    /// <summary>Where the journal lies.</summary>
    internal JournalLayout Layout => new(_settings.Directory);

    /// <summary>Whether records get to the disk at this moment, as the journal's thread sees it.</summary>
    internal async Task<bool> IsWritableAsync()
    {
        await _opened.Value.ConfigureAwait(false);
        try
        {
            return await _thread.HeadAsync().ConfigureAwait(false) is not null;
        }
        catch (ObjectDisposedException)
        {
            return false; // its thread has ended
        }
    }

    /// <summary>Writes what was recorded and the stop record, signs, and gives the anchors until the token to confirm.</summary>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
            return;
        _thread.EndLockWait();
        if (_opened.IsValueCreated)
            await ((Task)_opened.Value).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_personal is not null)
            await _personal.StopAsync(cancellationToken).ConfigureAwait(false);
        if (_sweep is not null)
            await _sweep.DisposeAsync().ConfigureAwait(false);
        if (_opened is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await _thread.StopAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await using var checkpointer = _opened.Value.Result.Checkpointer.ConfigureAwait(false);
            await _opened.Value.Result.Checkpointer.StopAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var anchor in _anchors)
            await anchor.DisposeAsync().ConfigureAwait(false);
        _thread.Dispose();
        if (_personal is not null)
            await _personal.DisposeAsync().ConfigureAwait(false);
        _sealer?.Dispose();
        _origin.TrySetCanceled(CancellationToken.None);
        if (_thread.Losses.Total > 0)
            _logger.LogWarning("The audit journal lost {Lost} best-effort records since its start.", _thread.Losses.Total);
    }

    /// <summary>Stops as the host does: orderly, but without waiting long for anchors.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(s_anchorPatience, _time);
        await StopAsync(patience.Token).ConfigureAwait(false);
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a container that is disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<Opened> OpenAsync()
    {
        KeyStore? personalKeys = null;
        Exception? refusal = null;
        try
        {
            _keys = SigningKeys.Named(_options, _settings, _disk);
            personalKeys = await ConfiguredKeyStore.ReadAsync(_options.PersonalData, _settings, _disk).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            refusal = e; // thrown by the start, which tells all who record as well
        }

        var genesis = await _thread.StartAsync(refusal).ConfigureAwait(false);
        try
        {
            return await OpenAsync(genesis, personalKeys).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _thread.Refuse(e.Message); // it would take records that nobody signs
            throw;
        }
    }

    private async Task<Opened> OpenAsync(Genesis genesis, KeyStore? personalKeys)
    {
        if (personalKeys is not null)
            _sealer = await PersonalSealer.OpenAsync(personalKeys, genesis.LogId, _settings.AllowRemoteFileSystem).ConfigureAwait(false);
        if (_handover is { } handover && await _thread.AppendAsync(RecordKind.Key, handover.WriteRecord).ConfigureAwait(false) is null)
            throw new IOException("The disk refused the record that hands the audit log over to another key.");
        foreach (var anchor in _anchors)
            anchor.Start();
        var checkpointer = new Checkpointer(_thread, _name, genesis.Origin, _keys!.Current, _handover, _anchors, _options.CheckpointInterval, _time, _checkpointLogger);
        _thread.CheckpointWanted = checkpointer.Want;
        checkpointer.Start();
        _sweep = new RetentionSweep(_thread, checkpointer, genesis, _settings, _disk, _time, _logger);
        _sweep.Start();
        if (_anchors.Count == 0)
            _logger.LogInformation("The audit journal {Origin} has no anchor: who can write its directory can cut its end unseen.", genesis.Origin);
        _origin.SetResult(genesis.Origin);
        return new Opened(genesis.Origin, checkpointer);
    }

    private async Task<PersonalSealer> SealerAsync()
    {
        await _opened.Value.ConfigureAwait(false);
        return _sealer!;
    }

    /// <summary>
    /// What was signed of this log before, by the directory and by every anchor that answers. Called by the journal's thread at the start, which may wait, when it has the
    /// lock and has changed nothing yet: so a key that may not sign this log is refused here.
    /// </summary>
    private List<KnownTree> KnownTrees(Genesis? genesis)
    {
        var layout = new JournalLayout(_settings.Directory);
        _keys ??= SigningKeys.Own(_settings.Directory, _disk, _logger);
        _handover = LogKeys.Handover(_disk, layout, _keys);
        var known = new List<KnownTree>();
        foreach (var note in new[] { CheckpointFiles.Newest(_disk, layout), CheckpointFiles.Handovers(_disk, layout).LastOrDefault() }.OfType<StoredNote>())
            known.Add(new KnownTree(note.Checkpoint.Size, note.Checkpoint.Root, $"The checkpoint {note.Path}"));
        if (genesis is null)
            return known;
        using var patience = new CancellationTokenSource(s_anchorPatience, _time);
        var asked = Task.WhenAll(_anchors.Select(anchor => anchor.ReadAsync(genesis.Origin, patience.Token)));
        known.AddRange(asked.GetAwaiter().GetResult().OfType<KnownTree>());
        return known;
    }

    private sealed record Opened(string Origin, Checkpointer Checkpointer);
}
