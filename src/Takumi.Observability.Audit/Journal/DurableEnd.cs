namespace Takumi.Observability.Journal;

/// <summary>How many records are durable, for those who read them elsewhere. Advanced by the journal's thread, awaited by anybody.</summary>
internal sealed class DurableEnd
{
    private readonly Lock _gate = new();
    private long _next;
    private bool _isClosed;
    private TaskCompletionSource? _changed;

    /// <summary>The sequence of the next record.</summary>
    public long Next => Volatile.Read(ref _next);

    public void Advance(long next)
    {
        if (next <= _next)
            return;
        lock (_gate)
        {
            Volatile.Write(ref _next, next);
            Wake();
        }
    }

    /// <summary>There will be no more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Wake();
        }
    }

    /// <summary>Completes when the record is durable, or with false when it will not be.</summary>
    public async Task<bool> WaitForAsync(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (sequence < _next || _isClosed)
                    return sequence < _next;
                changed = (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Wake()
    {
        _changed?.SetResult();
        _changed = null;
    }
}
