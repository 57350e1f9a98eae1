using System.Text;
using System.Text.Json;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Sealing;
using Takumi.Observability.Storage;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.Sealing;

/// <summary>An erased person can't be read any more, and the log is as it was.</summary>
public sealed class ErasureTests : IDisposable
{
    private readonly SealedService _service = new();

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task An_erased_person_cannot_be_read_and_the_log_verifies()
    {
        string answer = "";
        await _service.RunAsync(async audit =>
        {
            await audit.RecordAsync(SealedService.Login("u-1"));
            await audit.RecordAsync(SealedService.Login("u-2"));
            answer = await _service.EraseAsync("u-1");
            await audit.RecordAsync(SealedService.Login("u-1") with { Ip = "203.0.113.9" });
        });

        var keyIds = _service.Events().Select(line => JournalOracle.Text(JsonDocument.Parse(line).RootElement.GetProperty("sealed"), "ip")[..32]).ToList();
        keyIds.Distinct().Count().ShouldBe(3, "who comes back has a new key");
        answer.ShouldBe($$"""{"sequence":4,"outcome":"done","detail":"key {{keyIds[0]}}"}""");
        var request = JournalOracle.Read(LocalDisk.Open(), _service.Journal).Records[4];
        request.GetRawText().ShouldEndWith($$"""
            "what":"erase","who":"alice","when":"2026-11-22T08:19:03.123Z","outcome":"done","detail":"key {{keyIds[0]}}","onBehalfOf":"ticket 7"}
            """.Trim());

        var read = await _service.ReadAsync();
        read[0].TryGetProperty("ip", out _).ShouldBeFalse();
        read[0].GetProperty("metadata").GetRawText().ShouldBe("""{"course":"c-1"}""");
        read[0].GetProperty("sealed").GetRawText().ShouldBe("""{"ip":"[erased]","metadata.age":"[erased]","metadata.email":"[erased]","metadata.member":"[erased]"}""");
        read[1].GetProperty("ip").GetString().ShouldBe("198.51.100.7");
        read[2].GetProperty("ip").GetString().ShouldBe("203.0.113.9");

        var key = await File.ReadAllTextAsync(Path.Join(_service.Journal, "key.pub.pem"), TestContext.Current.CancellationToken);
        var note = await File.ReadAllBytesAsync(Directory.GetFiles(Path.Join(_service.Journal, "checkpoints"), "0*.note").Order().Last(), TestContext.Current.CancellationToken);
        var verification = await new AuditVerifier(new AuditVerifierOptions { Keys = [key], TrustedNotes = [note] }).VerifyAsync(_service.Journal, null, TestContext.Current.CancellationToken);
        (verification.Integrity, verification.Completeness).ShouldBe((AuditIntegrity.Intact, AuditCompleteness.Proven));
    }

    [Fact]
    public async Task A_reader_that_is_open_already_does_not_keep_the_person()
    {
        using var host = _service.Host();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var audit = (IAuditLog)host.Services.GetService(typeof(IAuditLog))!;
        var receipt = await audit.RecordAsync(SealedService.Login(), TestContext.Current.CancellationToken);
        var line = Encoding.UTF8.GetBytes((await File.ReadAllLinesAsync(Path.Join(_service.Journal, "segments", "00000000000000000000.jsonl"), TestContext.Current.CancellationToken))[2]);
        using var reader = await PersonalDataReader.OpenAsync(_service.KeyStore, new FileKeyEncryptionKey(_service.Kek), TestContext.Current.CancellationToken);

        (await IpAsync()).ShouldBe("198.51.100.7");
        await _service.EraseAsync("u-7");
        (await IpAsync()).ShouldBeNull();
        (await _service.EraseAsync("u-7")).ShouldContain("there is no key of this subject");
        foreach (var nobody in (string[])["", "u-7", new string('A', 64)])
            (await _service.AskToEraseAsync(nobody)).ShouldContain("""  "outcome":"refused","detail":"detail is expected to be the SHA-256 of the subject, 64 hex digits"}  """.Trim());

        async Task<string?> IpAsync() =>
            JsonDocument.Parse(await reader.ReadAsync(receipt.Positions[0].Log, line)).RootElement.TryGetProperty("ip", out var ip) ? ip.GetString() : null;
    }

    [Fact]
    public async Task A_reader_that_is_open_already_does_not_take_a_new_key_for_the_erased_one()
    {
        await _service.RunAsync(async audit => await audit.RecordAsync(SealedService.Login()));
        var line = Encoding.UTF8.GetBytes(_service.Events().ShouldHaveSingleItem());
        using var reader = await PersonalDataReader.OpenAsync(_service.KeyStore, new FileKeyEncryptionKey(_service.Kek), TestContext.Current.CancellationToken);
        (await ReadAsync()).GetProperty("ip").GetString().ShouldBe("198.51.100.7");

        await _service.RunAsync(async audit =>
        {
            await _service.EraseAsync("u-7");
            await audit.RecordAsync(SealedService.Login());
        });
        (await ReadAsync()).GetProperty("sealed").GetRawText().ShouldBe("""{"ip":"[erased]","metadata.age":"[erased]","metadata.email":"[erased]","metadata.member":"[erased]"}""");

        async Task<JsonElement> ReadAsync() => JsonDocument.Parse(await reader.ReadAsync(_service.Log(), line)).RootElement;
    }

    [Fact]
    public async Task Of_records_that_were_there_an_erased_key_costs_no_second_look_at_every_key()
    {
        await _service.RunAsync(async audit =>
        {
            for (var user = 0; user < 3; user++)
                await audit.RecordAsync(SealedService.Login($"u-{user}"));
            await _service.EraseAsync("u-0");
        });
        var lines = _service.Events().ConvertAll(Encoding.UTF8.GetBytes);
        using var reader = await PersonalDataReader.OpenAsync(_service.KeyStore, new FileKeyEncryptionKey(_service.Kek), TestContext.Current.CancellationToken);
        reader.Settle(_service.Log(), 3); // the records are 2, 3 and 4
        var damaged = Path.Join(_service.KeyStore, new string('0', 32) + ".key");
        await File.WriteAllTextAsync(damaged, "whoever looks at every key sees it", TestContext.Current.CancellationToken);
        (await IpAsync(0)).ShouldBeNull();
        (await IpAsync(1)).ShouldBe("198.51.100.7");
        File.Delete(damaged);
        await _service.RunAsync(async audit =>
        {
            await _service.EraseAsync("u-1");
            await audit.RecordAsync(SealedService.Login("u-1"));
            await _service.EraseAsync("u-2");
        });
        lines.Add(Encoding.UTF8.GetBytes(_service.Events()[^1]));
        (await IpAsync(1)).ShouldBeNull("erased since the store was looked at");
        (await IpAsync(2)).ShouldBeNull("likewise");
        (await IpAsync(3)).ShouldBe("198.51.100.7", "a new key of who came back");

        async Task<string?> IpAsync(int index) =>
            JsonDocument.Parse(await reader.ReadAsync(_service.Log(), lines[index])).RootElement.TryGetProperty("ip", out var ip) ? ip.GetString() : null;
    }

    [Fact]
    public async Task A_key_whose_file_is_damaged_is_destroyed_in_memory_as_well()
    {
        await _service.RunAsync(async audit =>
        {
            await audit.RecordAsync(SealedService.Login());
            await File.WriteAllTextAsync(Path.Join(_service.KeyStore, _service.KeyFiles().ShouldHaveSingleItem()), "no key", TestContext.Current.CancellationToken);
            (await _service.EraseAsync("u-7")).ShouldContain("\"outcome\":\"done\",\"detail\":\"a key file that nobody could read\"");
            _service.KeyFiles().ShouldBeEmpty();
            await audit.RecordAsync(SealedService.Login());
        });

        (await _service.ReadAsync()).Select(record => record.TryGetProperty("ip", out var ip) ? ip.GetString() : null).ShouldBe([null, "198.51.100.7"]);
    }

    [Fact]
    public async Task What_was_moved_or_altered_reads_as_damaged()
    {
        await _service.RunAsync(async audit =>
        {
            await audit.RecordAsync(SealedService.Login());
            await audit.RecordAsync(SealedService.Login());
        });
        var (lines, log) = (_service.Events(), _service.Log());
        var (one, other) = (JsonDocument.Parse(lines[0]).RootElement, JsonDocument.Parse(lines[1]).RootElement);
        var ip = JournalOracle.Text(one.GetProperty("sealed"), "ip");
        using var reader = await PersonalDataReader.OpenAsync(_service.KeyStore, new FileKeyEncryptionKey(_service.Kek), TestContext.Current.CancellationToken);

        (await SealedAsync(log, lines[0])).ShouldBeNull();
        (await SealedAsync(new string('0', 32), lines[0])).ShouldBe("""{"ip":"[damaged]","metadata.age":"[damaged]","metadata.email":"[damaged]","metadata.member":"[damaged]"}""", "another log");
        (await SealedAsync(log, lines[1].Replace(JournalOracle.Text(other.GetProperty("sealed"), "ip"), ip, StringComparison.Ordinal))).ShouldBe("""{"ip":"[damaged]"}""", "another record");
        (await SealedAsync(log, lines[0].Replace("\"ip\":", "\"userAgent\":", StringComparison.Ordinal))).ShouldBe("""{"userAgent":"[damaged]"}""", "another member");
        (await SealedAsync(log, lines[0].Replace(ip, ip[..^1] + (ip[^1] == 'A' ? 'Q' : 'A'), StringComparison.Ordinal))).ShouldBe("""{"ip":"[damaged]"}""", "altered");
        (await SealedAsync(log, lines[0].Replace(ip, "x", StringComparison.Ordinal))).ShouldBe("""{"ip":"[damaged]"}""", "no sealed value");

        async Task<string?> SealedAsync(string log, string line) =>
            JsonDocument.Parse(await reader.ReadAsync(log, Encoding.UTF8.GetBytes(line))).RootElement.TryGetProperty("sealed", out var closed) ? closed.GetRawText() : null;
    }
}
