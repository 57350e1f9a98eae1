using Takumi.Observability.Audit.Tests.Storage;

namespace Takumi.Observability.Audit.Tests.Journal;

/// <summary>The power goes before every disk call of a run, and the journal is recovered from every state that the disk may then be in.</summary>
public class PowerLossTests
{
    [Fact]
    public void Every_state_after_a_power_loss_in_a_small_run_is_recovered()
    {
        var calls = Calls(SmallRun);
        var states = 0;
        for (var crash = 0; crash <= calls; crash++)
        {
            var (disk, ledger) = RunUntil(SmallRun, crash);
            var choices = new Choices();
            do
            {
                ShouldGoOn(disk.AfterPowerLoss(choices.Choose), ledger, () => $"power lost before call {crash} ({At(disk, crash)}), choices {choices}");
                states++;
            }
            while (choices.MoveNext());
        }

        // Far fewer states would mean that the disk forgot to lose things.
        states.ShouldBeGreaterThan(300);
    }

    [Fact]
    public void The_power_may_go_again_during_recovery()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 300; round++)
        {
            var (disk, ledger) = RunUntil(SmallRun, random.Next(Calls(SmallRun)));
            for (var again = 0; again < 3; again++)
            {
                disk = disk.AfterPowerLoss(random.Next);
                disk.PowerLossBefore = random.Next(30);
                Interrupted(() =>
                {
                    using var journal = new JournalDriver(disk, ledger).Start();
                    journal.Record(5);
                    journal.Record(9000, 10);
                });
            }

            ShouldGoOn(disk.AfterPowerLoss(random.Next), ledger, () => $"round {round}");
        }
    }

    [Fact]
    public void Random_runs_with_failing_disks_and_power_losses_are_recovered()
    {
        for (var seed = 0; seed < 800; seed++)
        {
            var random = new Random(seed);
            var failures = random.NextDouble() < 0.5 ? 0 : 0.15;
            var ledger = new Ledger();
            var disk = new RecordingDisk();
            for (var life = 0; life < 3; life++)
            {
                disk.Choose = random.Next;
                disk.Fails = (_, _) => random.NextDouble() < failures;
                disk.PowerLossBefore = disk.Calls + random.Next(5, 120);
                Interrupted(() => RandomRun(disk, ledger, random));
                disk = random.Next(3) == 0 ? disk.AfterKill() : disk.AfterPowerLoss(random.Next);
            }

            disk.Fails = static (_, _) => false;
            disk.PowerLossBefore = -1;
            ShouldGoOn(disk, ledger, () => $"seed {seed}");
        }
    }

    private static void SmallRun(JournalDriver journal)
    {
        journal.Record(10);
        journal.Record(3000, 6000);
        journal.Checkpoint();
        journal.Record(20, 30, 40);
        journal.Writer.TryRotate();
        journal.Record(5000);
        journal.Writer.Stop(journal.Backlog);
    }

    private static void RandomRun(RecordingDisk disk, Ledger ledger, Random random)
    {
        using var journal = new JournalDriver(disk, ledger, segmentBytes: 30_000);
        try
        {
            journal.Start();
            for (var step = 0; step < 20; step++)
            {
                switch (random.Next(8))
                {
                    case 0:
                        journal.Checkpoint();
                        break;
                    case 1:
                        journal.Writer.TryRotate();
                        break;
                    case 2:
                        journal.RecordBestEffort();
                        break;
                    case 3:
                        journal.WaitForRetry();
                        break;
                    default:
                        journal.Record([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(8000))]);
                        break;
                }
            }

            journal.Writer.Stop(journal.Backlog);
        }
        catch (Takumi.Observability.Storage.DiskException)
        {
            // A start or a checkpoint that the disk refused: both may be tried again.
        }
    }

    /// <summary>The journal recovers, goes on, and holds what was promised.</summary>
    private static void ShouldGoOn(RecordingDisk disk, Ledger ledger, Func<string> where)
    {
        try
        {
            var before = ledger.Acknowledged.Count;
            var mine = new Ledger();
            using (var journal = new JournalDriver(disk, mine).Start())
            {
                journal.Record(10, 20);
                journal.Checkpoint();
                journal.Writer.Stop(journal.Backlog);
            }

            mine.Acknowledged.Count.ShouldBe(2);
            JournalOracle.Read(disk, JournalDriver.Directory).ShouldHold(mine).ShouldHold(ledger).Kinds.Last().ShouldBe("stop");
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(where(), e);
        }
    }

    private static (RecordingDisk Disk, Ledger Ledger) RunUntil(Action<JournalDriver> run, int crash)
    {
        var disk = new RecordingDisk { PowerLossBefore = crash };
        var ledger = new Ledger();
        Interrupted(() =>
        {
            using var journal = new JournalDriver(disk, ledger);
            run(journal.Start());
        });
        return (disk, ledger);
    }

    private static void Interrupted(Action run)
    {
        try
        {
            run();
        }
        catch (PowerLossException)
        {
            // As intended.
        }
    }

    private static int Calls(Action<JournalDriver> run) => RunUntil(run, -1).Disk.Calls;

    private static string At(RecordingDisk disk, int crash) => crash > 0 && crash <= disk.Log.Count ? $"after {disk.Log[crash - 1]}" : "at the start";
}
