using System.CommandLine;
using System.Globalization;
using Takumi.Observability.Cli.Requests;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary><c>takumi audit show</c>: the records, filtered. It reads and vouches for nothing.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var directory = Inputs.Directory();
        var events = Events();
        var since = new Option<string?>("--since") { Description = "Earliest timestamp, such as 2026-11-22 or 2026-11-22T08:00:00Z; UTC unless it says otherwise." };
        var until = new Option<string?>("--until") { Description = "Latest timestamp, likewise." };
        var json = Json();
        var command = new Command("show", "Prints records in the order of the log. Reading is not verifying.") { directory, events, since, until, json };
        var personalData = new PersonalDataOption();
        personalData.AddTo(command);
        command.SetReadingAction(directory, async (parsed, cancellationToken) =>
        {
            var filter = new RecordFilter(parsed.GetValue(events) ?? [], Time(parsed.GetValue(since)), Time(parsed.GetValue(until)));
            var open = await personalData.ReadAsync(parsed, parsed.GetRequiredValue(directory), cancellationToken);
            var printer = new RecordPrinter(filter, parsed.GetValue(json), parsed.InvocationConfiguration.Output, open);
            return Run(parsed.GetRequiredValue(directory), printer, parsed.InvocationConfiguration.Error, cancellationToken);
        });
        return command;
    }

    public static Option<string[]> Events() => new("--event") { Description = "Only audit events of this name. May be repeated." };

    public static Option<bool> Json() => new("--json") { Description = "Print the lines as they are stored." };

    private static int Run(string directory, RecordPrinter printer, TextWriter error, CancellationToken cancellationToken)
    {
        var inventory = JournalInventory.Read(directory);
        if (inventory.LastWithLines < 0)
            throw new UnusableAuditInputException($"There is no journal in '{directory}'.");
        if (inventory.DroppedEnd is > 0 and var end)
            error.WriteLine($"The lines of the records below {end} are gone, only their leaf hashes are left; 'verify' says whether retention dropped them.");
        foreach (var line in JournalLines.Read(inventory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            printer.Print(line);
        }

        return ExitCode.Good;
    }

    private static DateTimeOffset? Time(string? text)
    {
        if (text is null)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new UnusableAuditInputException($"'{text}' is no time; write 2026-11-22 or 2026-11-22T08:00:00Z.");
    }
}
