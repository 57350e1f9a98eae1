using Microsoft.Extensions.Logging;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Checkpoints;

/// <summary>
/// Drops what is older than the journal's retention: says so in a record, waits until a note over that record is on disk, and then has the segments removed. Away from the
/// path of records; after a failure or a crash it says and does it again.
/// </summary>
internal sealed class RetentionSweep(
    JournalThread journal, Checkpointer checkpointer, Genesis genesis, JournalSettings settings, IDisk disk, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _ending = new();
    private Task _loop = Task.CompletedTask;

    public void Start()
    {
        if (settings.Retention is { } retention)
            _loop = Task.Run(() => RunAsync(retention, new SegmentAges(disk, new JournalLayout(settings.Directory), retention)));
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task RunAsync(TimeSpan retention, SegmentAges ages)
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(retention, ages).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogError(e, "The audit journal {Directory} could not drop what is older than {Retention}. It is tried again in {Interval}.", settings.Directory, retention, s_interval);
            }

            await Task.Delay(s_interval, time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SweepAsync(TimeSpan retention, SegmentAges ages)
    {
        var now = time.GetUtcNow();
        if (ages.IsLastOld(now))
            await journal.RotateAsync().ConfigureAwait(false);
        if (ages.Expired(now, _ending.Token) is not { } end || journal.IsHeld)
            return;
        if (settings.Copies().FirstOrDefault(copy => copy.CountOf(genesis.Origin) < end) is { } late)
        {
            logger.LogWarning("The audit journal {Directory} drops nothing before {Copy} holds the first {End} records.", settings.Directory, late.Name, end);
            return;
        }

        var record = new RetentionRecord(end, genesis.LogId, genesis.Origin, genesis.Service, settings.RetentionClass, retention);
        if (await journal.AppendAsync(RecordKind.Retention, record.Write).ConfigureAwait(false) is not { } sequence)
            return;
        checkpointer.Want();
        await checkpointer.WaitAsync(sequence, _ending.Token).ConfigureAwait(false);
        if (await journal.DropAsync(end, sequence).ConfigureAwait(false))
            logger.LogInformation("The audit journal {Directory} dropped the records below {End}, older than {Retention}; record {Sequence} says so.", settings.Directory, end, retention, sequence);
    }
}
