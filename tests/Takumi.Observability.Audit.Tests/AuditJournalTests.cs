using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Auditing;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Audit.Tests;

/// <summary>The journal as a host uses it.</summary>
public sealed class AuditJournalTests : IDisposable
{
    private static readonly AuditEvent s_event = new() { Event = "reward_claimed", Resource = "quiz_submission", Action = "claim_reward", Result = AuditResult.Success, Amount = 10m };

    private readonly PrivateFolder _folder = new();
    private readonly CapturingLoggerProvider _logs = new();

    private string Journal => _folder.Combine("audit");

    [Fact]
    public async Task A_record_is_durable_when_the_await_returns_and_attested_when_a_checkpoint_covers_it()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var host = Host();
        await host.StartAsync(cancellation);
        var receipt = await host.Services.GetRequiredService<IAuditLog>().RecordAsync(s_event, cancellation);
        receipt.IsDurable.ShouldBeTrue();
        var position = receipt.Positions.ShouldHaveSingleItem();
        position.Sequence.ShouldBe(2);

        var checkpoint = await host.Services.GetRequiredService<AuditJournal>().WaitForCheckpointAsync(receipt, cancellation);
        checkpoint.Origin.ShouldBe(position.Log);
        checkpoint.Size.ShouldBeGreaterThan(position.Sequence);
        await host.StopAsync(cancellation);

        var oracle = JournalOracle.Read(LocalDisk.Open(), Journal);
        oracle.Kinds.ShouldBe(["genesis", "start", "event", "stop"]);
        JournalOracle.Text(oracle.Records[2], "id").ShouldBe(receipt.RecordId.ToString());
        JournalOracle.Text(oracle.Records[2], "service").ShouldBe("takumi-backend");
        File.Exists(Path.Join(Journal, "checkpoints", "00000000000000000004.note")).ShouldBeTrue("the stop is signed");
    }

    [Fact]
    public async Task Every_note_leaves_the_process_as_a_log_record_and_to_the_anchors()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var elsewhere = _folder.Combine("elsewhere");
        using var host = Host(options => options.Anchors.Add(new FileAuditAnchor(elsewhere)));
        await host.StartAsync(cancellation);
        await host.StopAsync(cancellation);

        var note = await File.ReadAllTextAsync(Path.Join(Journal, "checkpoints", "00000000000000000003.note"), cancellation);
        (await File.ReadAllTextAsync(Directory.GetFiles(elsewhere).ShouldHaveSingleItem(), cancellation)).ShouldBe(note);
        _logs.Logs.ShouldContain(log => log.Category == "Takumi.Observability.Audit.Checkpoint" && log.Message.Contains(note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restored_snapshot_does_not_start_when_an_anchor_knows_more()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var anchor = new FileAuditAnchor(_folder.Combine("elsewhere"));
        await RunAsync(anchor);
        Copy(Journal, _folder.Combine("snapshot"));
        await RunAsync(anchor);
        Directory.Delete(Journal, recursive: true);
        Copy(_folder.Combine("snapshot"), Journal);

        using var host = Host(options => options.Anchors.Add(anchor));
        (await Should.ThrowAsync<JournalRefusedException>(host.StartAsync(cancellation))).Message
            .ShouldBe("The checkpoint at anchor 'file' covers 5 records, but the journal has 3. A restored snapshot or a cut log must not be continued: that would sign a fork.");
    }

    [Fact]
    public async Task A_snapshot_is_found_out_as_soon_as_a_silent_anchor_answers()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var file = new FileAuditAnchor(_folder.Combine("elsewhere"));
        await RunAsync(file);
        Copy(Journal, _folder.Combine("snapshot"));
        await RunAsync(file);
        Directory.Delete(Journal, recursive: true);
        Copy(_folder.Combine("snapshot"), Journal);

        using var host = Host(options => options.Anchors.Add(new SilentAtFirst(file)));
        await host.StartAsync(cancellation);
        var audit = host.Services.GetRequiredService<IAuditLog>();
        AuditException? refused = null;
        await Poll.UntilAsync(
            async token =>
            {
                try
                {
                    await audit.RecordAsync(s_event, token);
                }
                catch (AuditException e)
                {
                    refused = e;
                }

                return refused is not null;
            },
            () => "the journal to refuse records",
            cancellation);
        refused!.Failure.ShouldBe(AuditFailure.NotWritten);
        refused.Message.ShouldContain("going on would sign a fork");
        _logs.Logs.ShouldContain(log => log.Level == LogLevel.Critical && log.Message.Contains("refuses all records", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_anchor_is_sent_the_newest_checkpoint_until_it_confirms()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var anchor = new SilentAtFirst(new FileAuditAnchor(_folder.Combine("elsewhere")));
        using var host = Host(options => options.Anchors.Add(anchor));
        await host.StartAsync(cancellation);
        await Poll.UntilAsync(() => Directory.Exists(_folder.Combine("elsewhere")) && Directory.GetFiles(_folder.Combine("elsewhere"), "*.note").Length == 1, () => "the anchor to be written", cancellation);
        anchor.Refused.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_rolling_deploy_waits_for_the_old_process()
    {
        var first = Host();
        await first.StartAsync(TestContext.Current.CancellationToken);
        using var second = Host(options => options.WaitForLock = TimeSpan.FromMinutes(1));
        var starting = second.StartAsync(TestContext.Current.CancellationToken);
        starting.IsCompleted.ShouldBeFalse();
        await first.StopAsync(TestContext.Current.CancellationToken);
        first.Dispose();
        await starting;
    }

    [Fact]
    public async Task What_the_format_cannot_hold_is_not_written()
    {
        using var host = Host();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var audit = host.Services.GetRequiredService<IAuditLog>();
        var failure = await Should.ThrowAsync<AuditException>(async () => await audit.RecordAsync(s_event with { UserId = new string('x', 17_000) }, TestContext.Current.CancellationToken));
        failure.Failure.ShouldBe(AuditFailure.NotWritten);
        failure.Message.ShouldBe($"Audit record {failure.RecordId}: The record is too large: 'userId' alone has 17000 characters; a line has at most 16384 bytes and is never cut.");
    }

    [Fact]
    public async Task Best_effort_never_throws_and_what_it_loses_is_journaled()
    {
        using var host = Host();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var audit = host.Services.GetRequiredService<IAuditLog>();
        audit.Record(s_event);
        audit.Record(s_event with { UserId = new string('x', 17_000) });
        audit.Record(s_event with { UserId = "\uD800" });
        await host.StopAsync(TestContext.Current.CancellationToken);

        var records = JournalOracle.Read(LocalDisk.Open(), Journal).Records;
        records.Where(record => JournalOracle.Text(record, "kind") == "loss").Select(record => JournalOracle.Text(record, "reason")).Order().ShouldBe(["invalid", "too_large"]);
        records.Count(record => JournalOracle.Text(record, "kind") == "event").ShouldBe(1);
        records[^1].GetProperty("lost").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_journal_without_a_host_opens_with_its_first_record()
    {
        await using var services = Services(new ServiceCollection()).BuildServiceProvider();
        var receipt = await services.GetRequiredService<IAuditLog>().RecordAsync(s_event, TestContext.Current.CancellationToken);
        receipt.Positions.ShouldHaveSingleItem().Sequence.ShouldBe(2);
    }

    [Fact]
    public async Task A_request_file_is_served_while_the_service_runs()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var host = Host();
        await host.StartAsync(cancellation);
        const string id = "0f8fad5bd9cb469fa16570867728950e";
        var path = Path.Join(Journal, "requests", id);
        await File.WriteAllTextAsync(path + ".json.tmp", "{\"what\":\"checkpoint\",\"who\":\"alice\",\"when\":\"2026-11-22T08:19:03.123Z\"}", cancellation);
        File.Move(path + ".json.tmp", path + ".json");
        await Poll.UntilAsync(() => File.Exists(path + ".done"), () => "the request to be answered", cancellation);
        using var answer = JsonDocument.Parse(await File.ReadAllTextAsync(path + ".done", cancellation));
        answer.RootElement.GetProperty("outcome").GetString().ShouldBe("done");
    }

    [Fact]
    public async Task A_heartbeat_is_signed_without_waiting_for_the_interval()
    {
        var settings = new JournalSettings { Directory = Journal, Service = "takumi-backend", HeartbeatInterval = TimeSpan.FromMilliseconds(50), RequestInterval = TimeSpan.FromMilliseconds(10) };
        var notes = new JournalLayout(Journal).Checkpoints;
        int signed;
        await using (var journal = new AuditJournal(new AuditJournalOptions { CheckpointInterval = TimeSpan.FromDays(1) }, settings, LocalDisk.Open(), TimeProvider.System, NullLoggerFactory.Instance))
        {
            await journal.StartAsync();
            await Poll.UntilAsync(() => Directory.GetFiles(notes, "*.note").Length > 2, () => "a checkpoint over a heartbeat, and another", TestContext.Current.CancellationToken);
            signed = (int)JournalLayout.Numbers(Directory.GetFiles(notes).Select(path => Path.GetFileName(path)), JournalLayout.NoteSuffix)[^1];
        }

        signed.ShouldBeGreaterThan(3);
        JournalOracle.Read(LocalDisk.Open(), Journal).Kinds.Take(signed).ShouldBe(["genesis", "start", .. Enumerable.Repeat("heartbeat", signed - 2)]);
    }

    [Fact]
    public void Options_name_what_cannot_be_used()
    {
        var options = new AuditJournalOptions { Directory = " ", QueueCapacity = 0, KeepCheckpoints = 99, SegmentBytes = 1, CheckpointInterval = TimeSpan.Zero, SigningKeyFile = "k", Signer = Takumi.Observability.Notes.EcdsaNoteSigner.Generate() };
        options.Anchors.Add(new FileAuditAnchor("a"));
        options.Anchors.Add(new FileAuditAnchor("b"));
        options.Validate().ShouldBe(
        [
            "Directory is empty; allowed: a path.",
            "Signer and SigningKeyFile are both set; allowed: one of them.",
            "CheckpointInterval is '00:00:00'; allowed: 00:00:00.1000000 to 1.00:00:00.",
            "KeepCheckpoints is '99'; allowed: 100 to 10000000.",
            "SegmentBytes is '1'; allowed: 1048576 to 4294967296.",
            "QueueCapacity is '0'; allowed: 1 to 1000000.",
            "Anchors has 'file' twice; allowed: each name once.",
        ]);
    }

    [Fact]
    public async Task Options_that_cannot_be_used_stop_the_start()
    {
        using var host = Host(options => options.QueueCapacity = 0);
        (await Should.ThrowAsync<OptionsValidationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message
            .ShouldBe("AuditJournalOptions.QueueCapacity is '0'; allowed: 1 to 1000000.");
    }

    [Fact]
    public async Task A_missing_key_file_stops_the_start_before_anything_is_written()
    {
        using var host = Host(options => options.SigningKeyFile = _folder.Combine("nowhere.pem"));
        (await Should.ThrowAsync<InvalidOperationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message
            .ShouldBe($"SigningKeyFile '{_folder.Combine("nowhere.pem")}' does not exist; allowed: a PEM file with an ECDSA P-256 private key. 'takumi audit key new {_folder.Combine("nowhere.pem")}' makes one.");
        Directory.Exists(Journal).ShouldBeFalse();
    }

    [Fact]
    public void A_host_has_one_journal_without_a_class() =>
        Should.Throw<InvalidOperationException>(() => Services(new ServiceCollection()).AddTakumiObservability().AddAuditJournal("again")).Message
            .ShouldBe("AddAuditJournal was called already for a journal without a retention class: allowed is one.");

    [Fact]
    public async Task Only_the_owner_can_read_the_journal_and_its_key()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var host = Host();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken); // a running one makes and renames files meanwhile
        File.GetUnixFileMode(Journal).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.GetFiles(Journal, "*", SearchOption.AllDirectories))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
    }

    public void Dispose() => _folder.Dispose();

    private async Task RunAsync(IAuditAnchor anchor)
    {
        using var host = Host(options => options.Anchors.Add(anchor));
        await host.StartAsync();
        await host.StopAsync();
    }

    private IHost Host(Action<AuditJournalOptions>? configure = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder.Path, EnvironmentName = "Development" });
        Services(builder.Services, configure);
        return builder.Build();
    }

    private IServiceCollection Services(IServiceCollection services, Action<AuditJournalOptions>? configure = null)
    {
        services.AddLogging(logging => logging.AddProvider(_logs));
        services.AddTakumiObservability(options => (options.ServiceName, options.Environment) = ("takumi-backend", "Development")).AddAuditJournal(Journal, options =>
        {
            options.CheckpointInterval = TimeSpan.FromMilliseconds(100);
            configure?.Invoke(options);
        });
        return services;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Join(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>An anchor that cannot be reached the first times.</summary>
    private sealed class SilentAtFirst(IAuditAnchor inner) : IAuditAnchor
    {
        public int Refused { get; private set; }

        public string Name => inner.Name;

        public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string origin, CancellationToken cancellationToken) =>
            Refused++ < 2 ? throw new HttpRequestException("away") : inner.ReadAsync(origin, cancellationToken);

        public ValueTask StoreAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken) => inner.StoreAsync(checkpoint, cancellationToken);
    }
}
