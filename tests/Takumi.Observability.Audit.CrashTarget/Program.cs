using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability;
using Takumi.Observability.Auditing;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;

// A small service that the crash tests kill, starve and break. Arguments: directory, number of records a caller (0: until killed), number
// of callers, length of a segment in bytes, and perhaps a key store, whose key-encryption key lies beside it: then each event is about one of many persons.
// With a number, a run makes the same calls in the same order each time: it waits for the first checkpoint, asks for another by a request when
// half of its records are written, and leaves the third to the stop.
// What a failed call kept from appearing is not waited for longer than CRASH_TARGET_PATIENCE, in milliseconds: the run goes on, and the stop makes up for it.
// It says on its standard output what its callers were told: "ack <id> <sequence>", "not <id>", "unknown <id>", and "done" at the end.
var (directory, count, callers, segmentBytes) = (args[0], int.Parse(args[1]), int.Parse(args[2]), int.Parse(args[3]));
var patience = TimeSpan.FromMilliseconds(int.Parse(Environment.GetEnvironmentVariable("CRASH_TARGET_PATIENCE") ?? "500"));
var options = new AuditJournalOptions { CheckpointInterval = count == 0 ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromHours(1) };
var settings = new JournalSettings
{
    Directory = directory,
    Service = "crash-target",
    MayMakeKey = true,
    SegmentBytes = segmentBytes,
    RetryMinimum = TimeSpan.FromMilliseconds(5),
    RetryMaximum = TimeSpan.FromMilliseconds(20),
    RequestInterval = TimeSpan.FromMilliseconds(50),
    KeyStore = args.ElementAtOrDefault(4),
    KeyEncryptionKeyFile = args.ElementAtOrDefault(4) + ".kek",
};
await using var journal = new AuditJournal(options, settings, LocalDisk.Open(), TimeProvider.System, NullLoggerFactory.Instance);
IAuditSink sink = journal;
try
{
    await journal.StartAsync();
}
catch (Exception e) when (e is IOException or JournalRefusedException)
{
    Console.WriteLine($"refused {e.Message}");
    return 3;
}

var layout = new JournalLayout(directory);
if (count > 0)
    await SeeAsync(layout.Note(2));
await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(RecordAsync)));
await journal.StopAsync(CancellationToken.None);
Console.WriteLine("done");
return 0;

async Task RecordAsync()
{
    for (var recorded = 0; count == 0 || recorded < count;)
    {
        var id = AuditRecordId.New();
        var value = new AuditEvent { Event = "e", Resource = "r", Action = "a", Result = AuditResult.Success };
        try
        {
            var position = await sink.WriteAsync(new AuditRecord(id, DateTimeOffset.UtcNow, "crash-target", "test", default, default, value) { Personal = Personal() }, CancellationToken.None);
            Say($"ack {id} {position.Sequence}");
            recorded++;
            if (recorded * 2 == count)
                await AskForCheckpointAsync(position.Sequence + 2);
        }
        catch (AuditException e)
        {
            Say($"{(e.Failure == AuditFailure.NotWritten ? "not" : "unknown")} {id}");
            await Task.Delay(5);
        }
    }
}

async Task AskForCheckpointAsync(long size)
{
    var path = layout.Request("0123456789abcdef0123456789abcdef");
    await File.WriteAllBytesAsync(path + JournalLayout.AsideSuffix, new RequestFile("checkpoint", "crash-target", "2026-11-22T08:19:03.123Z").ToBytes());
    File.Move(path + JournalLayout.AsideSuffix, path);
    await SeeAsync(Path.ChangeExtension(path, JournalLayout.DoneSuffix));
    await SeeAsync(layout.Note(size));
}

async Task SeeAsync(string path)
{
    for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < patience && !File.Exists(path);)
        await Task.Delay(10);
}

PersonalMembers? Personal() => settings.KeyStore is null
    ? null
    : new PersonalMembers($"u-{Random.Shared.Next(300)}", new Dictionary<string, object> { ["ip"] = "198.51.100.7" });

static void Say(string line)
{
    lock (Console.Out)
        Console.WriteLine(line);
}
