using System.Text;
using System.Threading.Channels;
using Takumi.Observability.Auditing;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Sealing;

/// <summary>
/// The way of records with personal members to the journal's thread. Who awaits one seals it himself; best-effort records are sealed one after the other by
/// a task, because a new person's key must be on disk first and <c>Record</c> never waits.
/// </summary>
internal sealed class PersonalRecords : IAsyncDisposable
{
    private readonly Func<Task<PersonalSealer>> _opened;
    private readonly JournalThread _thread;
    private readonly CancellationTokenSource _ending = new();
    private readonly Channel<AuditRecord> _waiting;
    private readonly Task _sealing;

    /// <param name="opened">The sealer, as soon as the journal and the key store are open.</param>
    /// <param name="capacity">Best-effort records that may wait.</param>
    /// <param name="thread">Where they go.</param>
    public PersonalRecords(Func<Task<PersonalSealer>> opened, int capacity, JournalThread thread)
    {
        _opened = opened;
        _thread = thread;
        _waiting = Channel.CreateBounded<AuditRecord>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _sealing = Task.Run(SealWaitingAsync);
    }

    /// <inheritdoc cref="JournalThread.WriteAsync"/>
    public async ValueTask<AuditPosition> WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        var values = await SealAsync(record, cancellationToken).ConfigureAwait(false);
        return await _thread.WriteAsync(record, values, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="JournalThread.TryWrite"/>
    public bool TryWrite(AuditRecord record)
    {
        if (_waiting.Writer.TryWrite(record))
            return true;
        _thread.Losses.QueueFull();
        return false;
    }

    /// <summary>Executes the request to erase a person, on the journal's thread. The record of it names the key, which is in every sealed value, and not the person.</summary>
    /// <exception cref="DiskException">It may be done or not: to be tried again.</exception>
    public RequestOutcome Erase(RequestFile request)
    {
        if (request.Detail is not { } digest || !TextForms.Fits(Encoding.UTF8.GetBytes(digest), MemberType.Hash))
            return RequestOutcome.Refused($"detail is expected to be the SHA-256 of the subject, {2 * SubjectDigest.Length} hex digits");
        var opened = _opened();
        if (!opened.IsCompletedSuccessfully)
            throw new DiskException("erase", "key store", "it is not open yet");
        try
        {
            return RequestOutcome.Done(opened.Result.Erase(Convert.FromHexString(digest)) is { } keyId ? $"key {keyId}" : "there is no key of this subject");
        }
        catch (InvalidDataException)
        {
            return RequestOutcome.Done("a key file that nobody could read");
        }
    }

    /// <summary>Hands all that waits to the journal's thread, which must still run; what is not sealed when the token ends is lost and counted.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await using var ended = cancellationToken.UnsafeRegister(static ending => ((CancellationTokenSource)ending!).Cancel(), _ending).ConfigureAwait(false);
        await _sealing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_waiting.Reader.TryRead(out _))
            _thread.Losses.KeyStore();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task<IReadOnlyDictionary<string, object?>> SealAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var sealer = await _opened().WaitAsync(cancellationToken).ConfigureAwait(false);
            // A key management service may take no notice of the token: then only the wait ends, and the key that it gives later is the person's.
            return await sealer.SealAsync(record, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidRecordException e)
        {
            throw new AuditException(AuditFailure.NotWritten, record.Id, $"Audit record {record.Id}: {e.Message}", e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The disk, the key-encryption key, a key management service that may throw anything.
            throw new AuditException(AuditFailure.NotWritten, record.Id, $"Audit record {record.Id}: its personal members could not be sealed: {e.Message}", e);
        }
    }

    private async Task SealWaitingAsync()
    {
        await foreach (var record in _waiting.Reader.ReadAllAsync(_ending.Token).ConfigureAwait(false))
        {
            try
            {
                var values = await SealAsync(record, _ending.Token).ConfigureAwait(false);
                _thread.TryWrite(record, values);
            }
            catch (AuditException e) when (e.InnerException is InvalidRecordException invalid)
            {
                _thread.Losses.Refused(invalid);
            }
            catch (Exception e) when (e is AuditException || _ending.IsCancellationRequested)
            {
                _thread.Losses.KeyStore();
            }
        }
    }
}
