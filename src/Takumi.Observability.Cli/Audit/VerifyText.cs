using Spectre.Console;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary>A verification for people: first the two verdicts, then what they rest on, then what to do about it.</summary>
internal static class VerifyText
{
    public static void Write(VerifyReport report, string directory, TextWriter output)
    {
        var console = Consoles.For(output);
        var result = report.Result;
        Row(console, "journal", directory);
        Row(console, "log", (result.Origin ?? "unknown") + (result.OriginOnFirstSight && !report.WasRemembered ? "  (taken on first sight: --origin names the one expected)" : ""));
        Row(console, "integrity", Word(result.Integrity), Style(result.Integrity is AuditIntegrity.Intact, result.Integrity is AuditIntegrity.Broken));
        Row(console, "completeness", Word(result.Completeness), Style(result.Completeness is AuditCompleteness.Proven, result.Completeness is AuditCompleteness.Refuted));
        if (result.Fault is { } fault)
            Row(console, "first bad line", Place(fault) + ": " + fault.Reason);
        foreach (var gap in result.Missing)
            Row(console, "missing", Range(gap.First, gap.Last));
        if (result.Dropped is { } dropped)
            Row(console, "dropped", $"{Range(dropped.First, dropped.Last)} ({dropped.Count}): by retention, as a signed record says; the leaf hashes are what was signed");
        Row(console, "proven", Zone(report.Proven, "all there, none altered"));
        Row(console, "claimed", Zone(report.Claimed, "none altered; more may have been cut off with its checkpoints"));
        Row(console, "unattested", Zone(report.Unattested, "safe from crashes, not from who can write the directory"));
        if (result.TornTail is { } torn)
            Row(console, "torn tail", $"{torn.Bytes} bytes at {torn.Segment}:{torn.Offset}, left by a crash; the service cuts them off at its next start");
        foreach (var key in result.Keys.Where(key => key.From > 0 || key.Until is not null))
            Row(console, "key " + key.KeyId, $"signs checkpoints over {key.From} records and more{(key.Until is { } until ? $", until it was replaced at {until}" : "")}");
        foreach (var note in result.RejectedNotes)
            Row(console, "counts as no note", $"{note.File}: {note.Reason}");
        foreach (var remark in result.Remarks)
            Row(console, "remark", remark);
        if (result.Completeness is AuditCompleteness.NotEstablished)
            Row(console, "", "Completeness needs a checkpoint from outside the directory: --trusted, or a later run of this command.");
    }

    private static string Place(AuditFault fault) => fault.Line is { } line
        ? $"record {fault.FirstSequence}, {fault.Segment} line {line} (byte {fault.Offset})"
        : Range(fault.FirstSequence, fault.LastSequence);

    private static string Range(long first, long last) => first == last ? $"record {first}" : $"records {first} to {last}";

    private static string Zone(VerifyReport.Zone? zone, string meaning) => zone is null ? "none" : $"{Range(zone.First, zone.Last)} ({zone.Count}): {meaning}";

    private static string Word(AuditIntegrity value) => value is AuditIntegrity.NotEstablished ? "not established" : value.ToString().ToLowerInvariant();

    private static string Word(AuditCompleteness value) => value is AuditCompleteness.NotEstablished ? "not established" : value.ToString().ToLowerInvariant();

    private static Style Style(bool good, bool bad) => new(good ? Color.Green : bad ? Color.Red : Color.Yellow, decoration: Decoration.Bold);

    private static void Row(IAnsiConsole console, string name, string value, Style? style = null)
    {
        console.Write(new Text($"{name,-19}"));
        console.Write(new Text(TerminalText.Clean(value), style ?? Spectre.Console.Style.Plain));
        console.WriteLine();
    }
}
