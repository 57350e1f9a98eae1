using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Format;
using Takumi.Observability.Sealing;
using Takumi.Observability.Storage;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.Sealing;

/// <summary>Sealing as a host uses it.</summary>
public sealed partial class PersonalDataTests : IDisposable
{
    private readonly SealedService _service = new();

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Personal_members_are_sealed_in_the_line_and_the_rest_stays()
    {
        await _service.RunAsync(async audit => await audit.RecordAsync(SealedService.Login()));

        var line = _service.Events().ShouldHaveSingleItem();
        LineReader.TryRead(Encoding.UTF8.GetBytes(line), 2, out _, out var fault).ShouldBeTrue(fault.ToString());
        SealedText().Replace(Head().Replace(line, ""), "KEY.BOX").ShouldBe(
            """
            "event":"login","resource":"session","action":"create","result":"success","userId":"u-7","metadata":{"course":"c-1"},"userAgent":"curl/8","service":"takumi-backend","environment":"Development","sealed":{"ip":"KEY.BOX","metadata.age":"KEY.BOX","metadata.email":"KEY.BOX","metadata.member":"KEY.BOX"}}
            """);

        var read = (await _service.ReadAsync()).ShouldHaveSingleItem().GetRawText();
        Head().Replace(read, "").ShouldBe(
            """
            "event":"login","resource":"session","action":"create","result":"success","userId":"u-7","metadata":{"age":41,"course":"c-1","email":"ann@example.com","member":true},"ip":"198.51.100.7","userAgent":"curl/8","service":"takumi-backend","environment":"Development"}
            """);
        LineReader.TryRead(Encoding.UTF8.GetBytes(read), 2, out _, out fault).ShouldBeTrue(fault.ToString());
    }

    [Fact]
    public async Task No_nonce_is_used_twice()
    {
        await _service.RunAsync(audit => Task.WhenAll(Enumerable.Range(0, 50).Select(_ => audit.RecordAsync(SealedService.Login()).AsTask())));
        var values = _service.Events().SelectMany(line => JsonDocument.Parse(line).RootElement.GetProperty("sealed").EnumerateObject().Select(member => member.Value.GetString()!)).ToList();
        values.Count.ShouldBe(200);
        values.Select(value => value.Split('.')[0]).Distinct().ShouldHaveSingleItem("one person has one key");
        values.Select(value => Convert.ToHexString(Base64Url.DecodeFromChars(value.Split('.')[1]).AsSpan(0, 12))).ShouldBeUnique();
    }

    [Fact]
    public async Task A_stranger_with_the_readme_and_the_two_keys_opens_a_value()
    {
        await _service.RunAsync(async audit => await audit.RecordAsync(SealedService.Login()));
        var record = JsonDocument.Parse(_service.Events().ShouldHaveSingleItem()).RootElement;
        using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Join(_service.KeyStore, _service.KeyFiles().ShouldHaveSingleItem()), TestContext.Current.CancellationToken));

        using var aes = Aes.Create();
        aes.SetKey(await File.ReadAllBytesAsync(_service.Kek, TestContext.Current.CancellationToken));
        var content = aes.DecryptKeyWrapPadded(Base64Url.DecodeFromChars(file.RootElement.GetProperty("wrapped").GetString()));
        var key = content[..32];
        Convert.ToHexStringLower(content[32..]).ShouldBe(_service.KeyFiles().Single()[..32]);
        var keyId = Convert.ToHexStringLower(SHA256.HashData(key))[..32];
        file.RootElement.GetProperty("key").GetString().ShouldBe(keyId);

        var value = record.GetProperty("sealed").GetProperty("metadata.email").GetString()!.Split('.');
        value[0].ShouldBe(keyId);
        var box = Base64Url.DecodeFromChars(value[1]);
        var associated = $"takumi.audit/sealed/1\n{_service.Log()}\n{record.GetProperty("id").GetString()}\n{keyId}\nmetadata.email";
        var plaintext = new byte[box.Length - 28];
        using var gcm = new AesGcm(key, 16);
        gcm.Decrypt(box.AsSpan(0, 12), box.AsSpan(12..^16), box.AsSpan(^16..), plaintext, Encoding.UTF8.GetBytes(associated));
        Encoding.UTF8.GetString(plaintext).ShouldBe("\"ann@example.com\"");
    }

    [Fact]
    public async Task What_is_personal_is_found_nowhere()
    {
        string[] secrets = ["198.51.100.7", "ann@example.com", "subject-of-all-this"];
        await _service.RunAsync(async audit =>
        {
            await audit.RecordAsync(SealedService.Login() with { Subject = "subject-of-all-this" });
            audit.Record(SealedService.Login() with { Subject = "subject-of-all-this" });
            var tooLong = SealedService.Login() with { UserAgent = new string('x', 17_000) };
            (await Should.ThrowAsync<AuditException>(async () => await audit.RecordAsync(tooLong))).ToString().ShouldNotContain("198.51.100.7");
            var half = SealedService.Login() with { Ip = "198.51.100.7\uD800" };
            (await Should.ThrowAsync<AuditException>(async () => await audit.RecordAsync(half))).ToString().ShouldNotContain("198.51.100.7");
            (await _service.EraseAsync("subject-of-all-this")).ShouldContain("\"outcome\":\"done\"");
        });

        foreach (var file in Directory.GetFiles(_service.PathOf("."), "*", SearchOption.AllDirectories))
        {
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            secrets.ShouldAllBe(secret => !text.Contains(secret, StringComparison.Ordinal) && !file.Contains(secret, StringComparison.Ordinal), file);
        }

        _service.Logs.Logs.Count(log => log.Category == "Takumi.Observability.Audit").ShouldBe(2);
        foreach (var log in _service.Logs.Logs)
        {
            var text = $"{log.Message} {log.Exception} {string.Join(' ', log.Values)}";
            secrets.ShouldAllBe(secret => !text.Contains(secret, StringComparison.Ordinal), text);
        }
    }

    [Fact]
    public async Task Events_of_one_person_at_the_same_time_share_one_key()
    {
        await _service.RunAsync(async audit =>
        {
            for (var i = 0; i < 20; i++)
                audit.Record(SealedService.Login("u-1"));
            await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => audit.RecordAsync(SealedService.Login($"u-{i % 2}")).AsTask())));
        });

        _service.KeyFiles().Count().ShouldBe(2);
        (await _service.ReadAsync()).Select(record => JournalOracle.Text(record, "ip")).ShouldBe(Enumerable.Repeat("198.51.100.7", 60));
    }

    [Fact]
    public async Task Classification_may_come_from_configuration_and_the_start_tells_it()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _service.PathOf(".") });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Observability:AuditJournal:PersonalData:Members:0"] = "ip",
            ["Observability:AuditJournal:PersonalData:Members:1"] = "metadata.*",
            ["Observability:AuditJournal:PersonalData:KeyStore"] = "keys",
            ["Observability:AuditJournal:PersonalData:KeyEncryptionKeyFile"] = "kek",
        });
        builder.Services.AddTakumiObservability(options => options.Environment = "Development").AddAuditJournal();
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.Services.GetRequiredService<IAuditLog>().RecordAsync(SealedService.Login(), TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        JournalOracle.Read(LocalDisk.Open(), _service.Journal).Records[1].GetProperty("settings").GetProperty("PersonalData.Members").GetString().ShouldBe("ip,metadata.*");
        JsonDocument.Parse(_service.Events().ShouldHaveSingleItem()).RootElement.GetProperty("sealed").EnumerateObject().Select(member => member.Name)
            .ShouldBe(["ip", "metadata.age", "metadata.course", "metadata.email", "metadata.member"]);
    }

    [Fact]
    public async Task Keys_outlive_the_service()
    {
        await _service.RunAsync(async audit => await audit.RecordAsync(SealedService.Login()));
        await _service.RunAsync(async audit => await audit.RecordAsync(SealedService.Login()));
        _service.KeyFiles().ShouldHaveSingleItem();
        (await _service.ReadAsync()).Count(record => JournalOracle.Text(record, "ip") == "198.51.100.7").ShouldBe(2);
    }

    [Fact]
    public async Task A_line_that_sealing_makes_too_long_is_refused()
    {
        await _service.RunAsync(async audit =>
        {
            var e = SealedService.Login() with { Ip = new string('1', 12_500) };
            (await Should.ThrowAsync<AuditException>(async () => await audit.RecordAsync(e))).Message.ShouldContain("a line has at most 16384 bytes");
            audit.Record(e);
        });
        JournalOracle.Read(LocalDisk.Open(), _service.Journal).Records.Single(record => JournalOracle.Text(record, "kind") == "loss").GetProperty("reason").GetString().ShouldBe("too_large");
    }

    [GeneratedRegex("[0-9a-f]{32}\\.[A-Za-z0-9_-]{38,}")]
    private static partial Regex SealedText();

    [GeneratedRegex("^.*?(?=\"event\":)")]
    private static partial Regex Head();
}
