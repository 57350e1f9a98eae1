using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Takumi.Observability.Auditing;

/// <summary>Best-effort records on their way into PostgreSQL without a journal: a bounded queue in memory, emptied in the background. What is lost is counted and told once.</summary>
internal sealed class DirectQueue(DirectWriter writer, int capacity, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const int BatchRecords = 100;

    private readonly Channel<AuditRecord> _waiting = Channel.CreateBounded<AuditRecord>(new BoundedChannelOptions(capacity) { SingleReader = true });
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));
    private readonly List<AuditRecord> _batch = [];
    private readonly CancellationTokenSource _hurrying = new();
    private readonly CancellationTokenSource _ending = new();
    private Task _loop = Task.CompletedTask;
    private int _isTold;

    public void Start() => _loop = Task.Run(RunAsync);

    public bool TryAdd(AuditRecord record)
    {
        if (_waiting.Writer.TryWrite(record))
            return true;
        Lose(1, LossReason.QueueFull, "the queue is full or closed");
        return false;
    }

    /// <summary>Takes no more, and inserts what waits for as long as the token allows and PostgreSQL answers.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await _hurrying.CancelAsync().ConfigureAwait(false);
        await _loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _hurrying.CancelAsync().ConfigureAwait(false);
        await _ending.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_waiting.Reader.TryRead(out var record))
            _batch.Add(record);
        Lose(_batch.Count, LossReason.ExportFailed, "the host stopped first");
        _batch.Clear();
    }

    private async Task RunAsync()
    {
        using var mute = TakumiTelemetry.Mute();
        while (await _waiting.Reader.WaitToReadAsync(_ending.Token).ConfigureAwait(false))
        {
            while (_batch.Count < BatchRecords && _waiting.Reader.TryRead(out var record))
                _batch.Add(record);
            if (!await InsertAsync().ConfigureAwait(false))
                return;
        }
    }

    /// <summary>False if the stop gave up on PostgreSQL.</summary>
    private async Task<bool> InsertAsync()
    {
        while (true)
        {
            // A stop may be the first to meet a connection that died unseen: it gives up when an attempt in its own time failed after another.
            var isLast = _hurrying.IsCancellationRequested && _backoff.IsFailing;
            if (await TryInsertAsync().ConfigureAwait(false))
                return true;
            if (isLast)
                return false;
            await Task.Delay(_backoff.Failed(), time, _hurrying.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>False if it is worth trying again.</summary>
    private async Task<bool> TryInsertAsync()
    {
        try
        {
            await writer.InsertAsync(_batch, _ending.Token).ConfigureAwait(false);
        }
        catch (PostgresException e) when (DirectWriter.IsRefusal(e) && !DirectWriter.MayPass(e))
        {
            Lose(_batch.Count, LossReason.ExportFailed, e.MessageText);
        }
        catch (Exception e)
        {
            if (!_backoff.IsFailing)
                logger.LogWarning(e, "Audit records can't be inserted into PostgreSQL now; up to {Capacity} wait in memory.", capacity);
            return false;
        }

        _backoff.Succeeded();
        _batch.Clear();
        return true;
    }

    private void Lose(int count, LossReason reason, string why)
    {
        if (count == 0)
            return;
        TelemetryMetrics.Lost(TelemetrySignal.Audit, reason, count);
        if (Interlocked.Exchange(ref _isTold, 1) == 0)
            logger.LogError("{Count} best-effort audit records did not get into PostgreSQL: {Why}. This is told once; telemetry_lost_total counts on.", count, why);
    }
}
