using Takumi.Observability.Audit.Tests.Format;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Audit.Tests.Storage;
using Takumi.Observability.Journal;
using Takumi.Observability.Sealing;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Audit.Tests.Sealing;

/// <summary>The power goes before every disk call of a run that seals and erases: no record is ever there whose key is not, and no key that was erased.</summary>
public class SealedPowerLossTests
{
    private const string Keys = "/keys";

    private readonly MemoryKek _kek = new();
    private readonly HashSet<string> _erasing = [];
    private readonly HashSet<string> _erased = [];

    [Fact]
    public void Every_state_after_a_power_loss_has_the_key_of_every_record()
    {
        var whole = new RecordingDisk();
        Run(whole, Script);
        Events(whole).Count.ShouldBe(5);
        _erased.Count.ShouldBe(1);
        var states = 0;
        for (var crash = 0; crash <= whole.Calls; crash++)
        {
            var disk = new RecordingDisk { PowerLossBefore = crash };
            Run(disk, Script);
            var choices = new Choices();
            do
            {
                ShouldHold(disk.AfterPowerLoss(choices.Choose), $"power lost before call {crash} ({disk.Log.LastOrDefault()}), choices {choices}");
                states++;
            }
            while (choices.MoveNext());
        }

        states.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Random_failures_kills_and_power_losses_part_no_record_from_its_key()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var failures = random.NextDouble() < 0.5 ? 0 : 0.1;
            var disk = new RecordingDisk();
            _erasing.Clear();
            _erased.Clear();
            for (var life = 0; life < 4; life++)
            {
                disk.Choose = random.Next;
                disk.Fails = (_, _) => random.NextDouble() < failures;
                disk.PowerLossBefore = disk.Calls + random.Next(5, 80);
                Run(disk, (journal, keys) =>
                {
                    for (var step = 0; step < 12; step++)
                    {
                        if (random.Next(4) == 0)
                            Erase(keys, $"u-{random.Next(3)}");
                        else
                            Record(journal, keys, $"u-{random.Next(3)}");
                        journal.WaitForRetry();
                    }
                });
                disk = random.Next(3) == 0 ? disk.AfterKill() : disk.AfterPowerLoss(random.Next);
            }

            ShouldHold(disk, $"seed {seed}");
        }
    }

    private void Script(JournalDriver journal, SubjectKeys keys)
    {
        Record(journal, keys, "u-1");
        Record(journal, keys, "u-2");
        Record(journal, keys, "u-1");
        Erase(keys, "u-1");
        Record(journal, keys, "u-1");
        Record(journal, keys, "u-2");
    }

    private void Run(RecordingDisk disk, Action<JournalDriver, SubjectKeys> script)
    {
        try
        {
            using var journal = new JournalDriver(disk).Start();
            var store = new KeyStore(disk, Keys, _kek);
            using var keys = new SubjectKeys(store);
            store.OpenAsync(allowRemote: false, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            script(journal, keys);
        }
        catch (Exception e) when (e is PowerLossException or DiskException)
        {
            // As intended.
        }
    }

    private static void Record(JournalDriver journal, SubjectKeys keys, string subject)
    {
        var id = AuditRecordId.New();
        SubjectKey key;
        try
        {
            key = keys.GetAsync(subject, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        catch (DiskException)
        {
            return; // nothing is recorded
        }

        var value = SealedValue.Seal(key, new SealedPlace("log", id.ToString()), "ip", new byte[12], "1"u8)!;
        var record = EventLineTests.Record(EventLineTests.Minimal) with { Id = id };
        journal.Backlog.Add(PendingRecord.Of(record, new RecordWaiter(id), new Dictionary<string, object?> { ["ip"] = value }));
        journal.Writer.Write(journal.Backlog);
    }

    private void Erase(SubjectKeys keys, string subject)
    {
        var before = keys.GetAsync(subject, CancellationToken.None).AsTask();
        if (!before.ContinueWith(task => task.IsCompletedSuccessfully, TaskScheduler.Default).Result)
            return;
        _erasing.Add(before.Result.Id);
        try
        {
            keys.Erase(SubjectDigest.Of(subject));
            _erased.Add(before.Result.Id);
        }
        catch (DiskException)
        {
            // It may be gone or not.
        }
    }

    private void ShouldHold(RecordingDisk disk, string where)
    {
        disk.PowerLossBefore = -1;
        disk.Fails = static (_, _) => false;
        var store = new KeyStore(disk, Keys, _kek);
        store.OpenAsync(allowRemote: false, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        var index = store.Index();
        index.Keys.Intersect(_erased).ShouldBeEmpty(where);
        foreach (var value in Events(disk))
        {
            var keyId = SealedValue.KeyIdOf(value)!;
            if (_erasing.Contains(keyId))
                continue;
            index.ShouldContainKey(keyId, where);
            using var key = store.UnwrapAsync(store.Find(index[keyId])!, index[keyId], CancellationToken.None).AsTask().GetAwaiter().GetResult();
            key.Id.ShouldBe(keyId, where);
        }
    }

    private static List<string> Events(RecordingDisk disk)
    {
        using (new JournalDriver(disk).Start()) // recovers
        {
        }

        return [.. new JournalDriver(disk).Read().Records
            .Where(record => JournalOracle.Text(record, "kind") == "event")
            .Select(record => JournalOracle.Text(record.GetProperty("sealed"), "ip"))];
    }
}
