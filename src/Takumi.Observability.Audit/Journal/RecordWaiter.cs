namespace Takumi.Observability.Journal;

/// <summary>
/// Somebody who awaits a record. Either the canceller or the journal's thread gets hold of the record first, so that a cancelled record is
/// certainly not written, or the caller learns that nobody knows.
/// </summary>
internal sealed class RecordWaiter(AuditRecordId recordId) : TaskCompletionSource<AuditPosition>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private int _state;

    /// <summary>Called before the record goes into a batch; false if it must not, because its caller has left.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued;

    public void Cancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Queued) == Queued)
            TrySetCanceled(token);
        else
            Fail(AuditFailure.Unknown, "The wait was cancelled while the record was being written.", new OperationCanceledException(token));
    }

    public void Fail(AuditFailure failure, string message, Exception? cause = null) =>
        TrySetException(new AuditException(failure, recordId, $"Audit record {recordId}: {message}", cause));
}
