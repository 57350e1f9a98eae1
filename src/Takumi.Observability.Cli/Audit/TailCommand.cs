using System.CommandLine;
using Takumi.Observability.Cli.Requests;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary><c>takumi audit tail</c>: the newest records, and with <c>-f</c> those to come. It reads and vouches for nothing.</summary>
internal static class TailCommand
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    public static Command Create()
    {
        var directory = Inputs.Directory();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is written from now on, until interrupted." };
        var lines = new Option<int>("--lines", "-n") { Description = "Records to begin with. Default 10.", DefaultValueFactory = _ => 10 };
        var events = ShowCommand.Events();
        var json = ShowCommand.Json();
        var command = new Command("tail", "Prints the newest records. Reading is not verifying.") { directory, follow, lines, events, json };
        var personalData = new PersonalDataOption();
        personalData.AddTo(command);
        command.SetReadingAction(directory, async (parsed, cancellationToken) =>
        {
            var open = await personalData.ReadAsync(parsed, parsed.GetRequiredValue(directory), cancellationToken);
            var printer = new RecordPrinter(new RecordFilter(parsed.GetValue(events) ?? [], null, null), parsed.GetValue(json), parsed.InvocationConfiguration.Output, open);
            var count = parsed.GetValue(lines) is >= 0 and var given ? given : throw new UnusableAuditInputException($"-n is {parsed.GetValue(lines)}; allowed: 0 and more.");
            var place = PrintLast(parsed.GetRequiredValue(directory), count, printer);
            if (parsed.GetValue(follow))
                await FollowAsync(parsed.GetRequiredValue(directory), place, printer, cancellationToken);
            return ExitCode.Good;
        });
        return command;
    }

    /// <summary>Where reading goes on: a segment by its first sequence, and the start of a line in it.</summary>
    private readonly record struct Place(long Segment, long Offset);

    private static Place PrintLast(string directory, int count, RecordPrinter printer)
    {
        var inventory = JournalInventory.Read(directory);
        if (inventory.LastWithLines < 0)
            throw new UnusableAuditInputException($"There is no journal in '{directory}'.");

        var first = inventory.Segments[inventory.LastWithLines].First;
        using var reader = new SegmentReader(inventory.Layout.Segment(first));
        var last = new Queue<byte[]>();
        while (JournalLines.Next(reader) is { } line)
        {
            last.Enqueue(line);
            if (last.Count > count)
                last.Dequeue();
        }

        for (var i = inventory.LastWithLines - 1; i >= 0 && last.Count < count; i--)
        {
            if (inventory.Segments[i].HasLines)
                last = new Queue<byte[]>(JournalLines.ReadSegment(inventory.Layout.Segment(inventory.Segments[i].First)).Concat(last).TakeLast(count));
        }

        foreach (var line in last)
            printer.Print(line);
        return new Place(first, reader.Offset);
    }

    private static async Task FollowAsync(string directory, Place place, RecordPrinter printer, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(s_pause);
        try
        {
            do
            {
                var inventory = JournalInventory.Read(directory);
                place = Print(inventory, place, printer);
                foreach (var next in inventory.Segments.Where(s => s.HasLines && s.First > place.Segment))
                    place = Print(inventory, new Place(next.First, 0), printer);
            }
            while (await pause.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // how following ends
        }
    }

    private static Place Print(JournalInventory inventory, Place place, RecordPrinter printer)
    {
        using var reader = new SegmentReader(inventory.Layout.Segment(place.Segment), offset: place.Offset);
        while (JournalLines.Next(reader) is { } line)
            printer.Print(line);
        return place with { Offset = reader.Offset };
    }
}
