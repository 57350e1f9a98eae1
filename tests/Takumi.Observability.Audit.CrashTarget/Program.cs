using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability;
using Takumi.Observability.Auditing;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;

// A small service that the crash tests kill, starve and break. Arguments: directory, number of records a caller (0: until killed), number
// of callers, length of a segment in bytes.
// It says on its standard output what its callers were told: "ack <id> <sequence>", "not <id>", "unknown <id>", and "done" at the end.
var (directory, count, callers, segmentBytes) = (args[0], int.Parse(args[1]), int.Parse(args[2]), int.Parse(args[3]));
var options = new AuditJournalOptions { CheckpointInterval = TimeSpan.FromMilliseconds(100) };
var settings = new JournalSettings
{
    Directory = directory,
    Service = "crash-target",
    MayMakeKey = true,
    SegmentBytes = segmentBytes,
    RetryMinimum = TimeSpan.FromMilliseconds(5),
    RetryMaximum = TimeSpan.FromMilliseconds(20),
    RequestInterval = TimeSpan.FromMilliseconds(50),
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

await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(RecordAsync)));
if (count > 0)
    await Task.Delay(TimeSpan.FromMilliseconds(150)); // lets a checkpoint be written
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
            var position = await sink.WriteAsync(new AuditRecord(id, DateTimeOffset.UtcNow, "crash-target", "test", default, default, value), CancellationToken.None);
            Say($"ack {id} {position.Sequence}");
            recorded++;
        }
        catch (AuditException e)
        {
            Say($"{(e.Failure == AuditFailure.NotWritten ? "not" : "unknown")} {id}");
            await Task.Delay(5);
        }
    }
}

static void Say(string line)
{
    lock (Console.Out)
        Console.WriteLine(line);
}
