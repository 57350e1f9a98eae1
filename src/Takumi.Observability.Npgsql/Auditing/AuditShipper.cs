using Microsoft.Extensions.Logging;

namespace Takumi.Observability.Auditing;

/// <summary>
/// Ships one log for as long as the host runs. Reads from the log's own files, so while Postgres is away nothing queues up and nothing waits; what
/// was not shipped at the stop is shipped at the next start.
/// </summary>
internal sealed class AuditShipper(
    IAuditLineSource source, AuditDatabase database, ShippedCounts shipped, AuditPostgresOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>Lines that are worth a transaction at once.</summary>
    private const int FullBatch = 1000;

    private readonly LineShipment _shipment = new(source, database, logger);
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
    private readonly CancellationTokenSource _hurrying = new();
    private readonly CancellationTokenSource _ending = new();
    private volatile string _log = "";
    private Task _loop = Task.CompletedTask;

    /// <summary>Why nothing is shipped any more; null as long as it is.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Why the last attempt failed; null if it did not.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Durable lines that are not known to be in the table.</summary>
    public long Lag => source.DurableCount - shipped.CountOf(_log);

    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Ships what is there without pauses, for as long as the token allows and Postgres answers.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _hurrying.CancelAsync().ConfigureAwait(false);
        await _loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ending.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Lag > 0 && _log.Length > 0)
            logger.LogInformation("{Lag} records of {Log} are not in Postgres yet; the next start ships them.", Lag, _log);
    }

    public async ValueTask DisposeAsync()
    {
        await _hurrying.CancelAsync().ConfigureAwait(false);
        await _ending.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _hurrying.Dispose();
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        using var mute = TakumiTelemetry.Mute(); // shipping the trail is no event of the application
        _log = await source.GetOriginAsync(_ending.Token).ConfigureAwait(false);
        while (!_ending.IsCancellationRequested && StopReason is null)
        {
            // A stop may meet the pause after a failure, or a connection that died unseen: it gives up when an attempt in its own time failed after another.
            var isLast = _hurrying.IsCancellationRequested && _backoff.IsFailing;
            var next = await TryShipAsync().ConfigureAwait(false);
            ShippingMetrics.Report(_log, Lag, StopReason is not null);
            if (StopReason is not null || (next is null && isLast))
                break;
            if (next is { } sequence && !await WaitForMoreAsync(sequence).ConfigureAwait(false))
                break;
        }
    }

    /// <summary>Null after a failure, which has been waited out.</summary>
    private async Task<long?> TryShipAsync()
    {
        try
        {
            var next = await _shipment.ShipAsync(_log, _ending.Token).ConfigureAwait(false);
            shipped.Set(_log, next);
            if (_backoff.IsFailing)
                logger.LogInformation("The audit trail {Log} is being shipped to Postgres again.", _log);
            _backoff.Succeeded();
            Trouble = null;
            return next;
        }
        catch (ShippingStoppedException e)
        {
            StopReason = e.Message;
            logger.LogCritical("Nothing more of the audit trail {Log} is shipped to Postgres until somebody has looked at it: {Reason}. The journal goes on.", _log, e.Message);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The host stops; the transaction is rolled back, or was committed and the cursor knows.
        }
        catch (Exception e)
        {
            Trouble = e.Message;
            if (!_backoff.IsFailing)
                logger.LogWarning(e, "The audit trail {Log} can't be shipped to Postgres now. It stays in the journal and is shipped as soon as that works.", _log);
            await PauseAsync(_backoff.Failed()).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Waits for a line and lets others gather behind it. False when there will be none.</summary>
    private async Task<bool> WaitForMoreAsync(long next)
    {
        try
        {
            if (source.DurableCount > next && _hurrying.IsCancellationRequested)
                return true;
            if (!await source.WaitForAsync(next, _hurrying.Token).ConfigureAwait(false))
                return false;
        }
        catch (OperationCanceledException)
        {
            return source.DurableCount > next;
        }

        if (source.DurableCount - next < FullBatch)
            await PauseAsync(options.BatchInterval).ConfigureAwait(false);
        return true;
    }

    private Task PauseAsync(TimeSpan pause) => Task.Delay(pause, time, _hurrying.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
}
