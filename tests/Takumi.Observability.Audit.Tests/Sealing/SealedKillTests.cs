using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Audit.Tests.Crash;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Sealing;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Sealing;

/// <summary>A service that meets new persons all the time is killed, again and again: every record that it left can be opened.</summary>
public class SealedKillTests
{
    [Fact]
    public async Task Kills_at_random_moments_part_no_record_from_its_key()
    {
        using var folder = new PrivateFolder();
        var (journal, keys) = (folder.Combine("j"), folder.Combine("keys"));
        var kek = SealedService.WriteKey(keys + ".kek", RandomNumberGenerator.GetBytes(32));
        var (ledger, random) = (new Ledger(), new Random(7));
        for (var round = 0; round < 30; round++)
            CrashTarget.Hear(ledger, await KillTests.RunUntilKilledAsync(journal, random, keys));
        await CrashTarget.ShouldGoOnAsync(journal, ledger);
        ledger.Acknowledged.Count.ShouldBeGreaterThan(30);

        var records = JournalOracle.Read(LocalDisk.Open(), journal).Records;
        using var reader = await PersonalDataReader.OpenAsync(keys, new FileKeyEncryptionKey(kek), TestContext.Current.CancellationToken);
        var sealedLines = records.Where(record => record.TryGetProperty("sealed", out _)).Select(record => record.GetRawText()).ToList();
        sealedLines.Count.ShouldBeGreaterThanOrEqualTo(ledger.Acknowledged.Count);
        foreach (var line in sealedLines)
        {
            var opened = await reader.ReadAsync(JournalOracle.Text(records[0], "log"), Encoding.UTF8.GetBytes(line), TestContext.Current.CancellationToken);
            Encoding.UTF8.GetString(opened.Span).ShouldContain("\"ip\":\"198.51.100.7\"");
        }
    }
}
