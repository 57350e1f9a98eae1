using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests;

/// <summary>The journal as a host uses it.</summary>
public sealed class AuditJournalTests : IDisposable
{
    private readonly AuditHost _host = new();

    [Fact]
    public async Task A_record_is_durable_when_the_await_returns_and_attested_when_a_checkpoint_covers_it()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var host = _host.Build(environment: "Development");
        await host.StartAsync(cancellation);
        var receipt = await host.Services.GetRequiredService<IAuditLog>().RecordAsync(AuditHost.Event, cancellation);
        receipt.IsDurable.ShouldBeTrue();
        var position = receipt.Positions.ShouldHaveSingleItem();
        position.Sequence.ShouldBe(2);

        var checkpoint = await host.Services.GetRequiredService<AuditJournal>().WaitForCheckpointAsync(receipt, cancellation);
        checkpoint.Origin.ShouldBe(position.Log);
        checkpoint.Size.ShouldBeGreaterThan(position.Sequence);
        await host.StopAsync(cancellation);

        var oracle = JournalOracle.Read(LocalDisk.Open(), _host.Journal);
        oracle.Kinds.ShouldBe(["genesis", "start", "event", "stop"]);
        JournalOracle.Text(oracle.Records[2], "id").ShouldBe(receipt.RecordId.ToString());
        JournalOracle.Text(oracle.Records[2], "service").ShouldBe("takumi-backend");
        File.Exists(Path.Join(_host.Journal, "checkpoints", "00000000000000000004.note")).ShouldBeTrue("the stop is signed");
    }

    [Fact]
    public async Task What_the_format_cannot_hold_is_not_written()
    {
        using var host = _host.Build(environment: "Development");
        await host.StartAsync(TestContext.Current.CancellationToken);
        var audit = host.Services.GetRequiredService<IAuditLog>();
        var failure = await Should.ThrowAsync<AuditException>(async () => await audit.RecordAsync(AuditHost.Event with { UserId = new string('x', 17_000) }, TestContext.Current.CancellationToken));
        failure.Failure.ShouldBe(AuditFailure.NotWritten);
        failure.Message.ShouldBe($"Audit record {failure.RecordId}: The record is too large: 'userId' alone has 17000 characters; a line has at most 16384 bytes and is never cut.");
    }

    [Fact]
    public async Task Best_effort_never_throws_and_what_it_loses_is_journaled()
    {
        using var host = _host.Build(environment: "Development");
        await host.StartAsync(TestContext.Current.CancellationToken);
        var audit = host.Services.GetRequiredService<IAuditLog>();
        audit.Record(AuditHost.Event);
        audit.Record(AuditHost.Event with { UserId = new string('x', 17_000) });
        audit.Record(AuditHost.Event with { UserId = "\uD800" });
        await host.StopAsync(TestContext.Current.CancellationToken);

        var records = JournalOracle.Read(LocalDisk.Open(), _host.Journal).Records;
        records.Where(record => JournalOracle.Text(record, "kind") == "loss").Select(record => JournalOracle.Text(record, "reason")).Order().ShouldBe(["invalid", "too_large"]);
        records.Count(record => JournalOracle.Text(record, "kind") == "event").ShouldBe(1);
        records[^1].GetProperty("lost").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_request_file_is_served_while_the_service_runs()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var host = _host.Build(environment: "Development");
        await host.StartAsync(cancellation);
        const string id = "0f8fad5bd9cb469fa16570867728950e";
        var path = Path.Join(_host.Journal, "requests", id);
        await File.WriteAllTextAsync(path + ".json.tmp", "{\"what\":\"checkpoint\",\"who\":\"alice\",\"when\":\"2026-11-22T08:19:03.123Z\"}", cancellation);
        File.Move(path + ".json.tmp", path + ".json");
        await Poll.UntilAsync(() => File.Exists(path + ".done"), () => "the request to be answered", cancellation);
        using var answer = JsonDocument.Parse(await File.ReadAllTextAsync(path + ".done", cancellation));
        answer.RootElement.GetProperty("outcome").GetString().ShouldBe("done");
    }

    [Fact]
    public async Task A_heartbeat_is_signed_without_waiting_for_the_interval()
    {
        var settings = new JournalSettings { Directory = _host.Journal, Service = "takumi-backend", HeartbeatInterval = TimeSpan.FromMilliseconds(50), RequestInterval = TimeSpan.FromMilliseconds(10) };
        var notes = new JournalLayout(_host.Journal).Checkpoints;
        int signed;
        await using (var journal = new AuditJournal(new AuditJournalOptions { CheckpointInterval = TimeSpan.FromDays(1) }, settings, LocalDisk.Open(), TimeProvider.System, NullLoggerFactory.Instance))
        {
            await journal.StartAsync();
            await Poll.UntilAsync(() => Directory.GetFiles(notes, "*.note").Length > 2, () => "a checkpoint over a heartbeat, and another", TestContext.Current.CancellationToken);
            signed = (int)JournalLayout.Numbers(Directory.GetFiles(notes).Select(path => Path.GetFileName(path)), JournalLayout.NoteSuffix)[^1];
        }

        signed.ShouldBeGreaterThan(3);
        JournalOracle.Read(LocalDisk.Open(), _host.Journal).Kinds.Take(signed).ShouldBe(["genesis", "start", .. Enumerable.Repeat("heartbeat", signed - 2)]);
    }

    [Fact]
    public async Task Only_the_owner_can_read_the_journal_and_its_key()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var host = _host.Build(environment: "Development");
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken); // a running one makes and renames files meanwhile
        File.GetUnixFileMode(_host.Journal).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.GetFiles(_host.Journal, "*", SearchOption.AllDirectories))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
    }

    public void Dispose() => _host.Dispose();
}
