using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Audit.Tests.Format;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Auditing;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing.Servers;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.Crash;

/// <summary>The little service that is broken, and what must hold after whatever was done to it.</summary>
internal static class CrashTarget
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Takumi.Observability.Audit.CrashTarget");

    /// <param name="patience">How long it waits for a checkpoint that may never come; half a second if null.</param>
    public static Command Command(string directory, int records, int callers, int segmentBytes, string? keyStore = null, TimeSpan? patience = null) => new(
        Path, [directory, Text(records), Text(callers), Text(segmentBytes), .. keyStore is null ? (string[])[] : [keyStore]])
    {
        // A core dump or a diagnostic port is nothing that a test wants, and both cost time.
        Environment = new Dictionary<string, string?> { ["DOTNET_EnableDiagnostics"] = "0", ["DOTNET_TieredPGO"] = "0", ["CRASH_TARGET_PATIENCE"] = patience is { } limit ? Text((int)limit.TotalMilliseconds) : null },
    };

    /// <summary>Adds what the callers were told, line by line; a last line that the kill cut short was told to nobody.</summary>
    public static void Hear(Ledger ledger, string output)
    {
        foreach (var line in output.Split('\n')[..^1])
        {
            switch (line.Split(' '))
            {
                case ["ack", var id, var sequence]:
                    ledger.Acknowledged.Add(id, long.Parse(sequence, CultureInfo.InvariantCulture));
                    break;
                case ["not", var id]:
                    ledger.NotWritten.Add(id);
                    break;
                case ["unknown", var id]:
                    ledger.Unknown.Add(id);
                    break;
            }
        }
    }

    /// <summary>The journal opens, takes a record, signs; it holds all that was promised, and the verifier finds it intact.</summary>
    public static async Task ShouldGoOnAsync(string directory, Ledger ledger)
    {
        var disk = LocalDisk.Open();
        var mine = new Ledger();
        await using (var journal = Open(directory))
        {
            var record = EventLineTests.Record(EventLineTests.Minimal) with { Id = AuditRecordId.New() };
            mine.Acknowledged.Add(record.Id.ToString(), (await ((IAuditSink)journal).WriteAsync(record, CancellationToken.None)).Sequence);
        }

        JournalOracle.Read(disk, directory).ShouldHold(ledger).ShouldHold(mine).Kinds.Last().ShouldBe("stop");

        var key = await File.ReadAllTextAsync(System.IO.Path.Join(directory, "key.pub.pem"));
        var verification = await new AuditVerifier(new AuditVerifierOptions { Keys = [key] }).VerifyAsync(directory);
        verification.Fault.ShouldBeNull();
        verification.Missing.ShouldBeEmpty();
        verification.RejectedNotes.ShouldBeEmpty();
        verification.Integrity.ShouldBe(AuditIntegrity.Intact);
        verification.ClaimedBelow.ShouldBe(verification.Records);
    }

    public static AuditJournal Open(string directory)
    {
        var settings = new JournalSettings { Directory = directory, Service = "test", MayMakeKey = true, RetryMinimum = TimeSpan.FromMilliseconds(1), RetryMaximum = TimeSpan.FromMilliseconds(20) };
        return new AuditJournal(new AuditJournalOptions(), settings, LocalDisk.Open(), TimeProvider.System, NullLoggerFactory.Instance);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
