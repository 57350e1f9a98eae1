using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Audit.Tests.Sealing;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Audit.Tests;

/// <summary>When the journal of a host starts, and what stops it.</summary>
public sealed class AuditJournalStartTests : IDisposable
{
    private readonly AuditHost _host = new();

    [Fact]
    public async Task A_rolling_deploy_waits_for_the_old_process()
    {
        var first = _host.Build(environment: "Development");
        await first.StartAsync(TestContext.Current.CancellationToken);
        using var second = _host.Build(options => options.WaitForLock = TimeSpan.FromHours(1), "Development");
        var starting = second.StartAsync(TestContext.Current.CancellationToken);
        starting.IsCompleted.ShouldBeFalse();
        await first.StopAsync(TestContext.Current.CancellationToken);
        first.Dispose();
        await starting;
    }

    [Fact]
    public async Task A_journal_without_a_host_opens_with_its_first_record()
    {
        await using var services = Services().BuildServiceProvider();
        var receipt = await services.GetRequiredService<IAuditLog>().RecordAsync(AuditHost.Event, TestContext.Current.CancellationToken);
        receipt.Positions.ShouldHaveSingleItem().Sequence.ShouldBe(2);
    }

    [Fact]
    public void Options_name_what_cannot_be_used()
    {
        var options = new AuditJournalOptions { Directory = " ", QueueCapacity = 0, KeepCheckpoints = 99, SegmentBytes = 1, CheckpointInterval = TimeSpan.Zero, SigningKeyFile = "k", Signer = EcdsaNoteSigner.Generate() };
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
        using var host = _host.Build(options => options.QueueCapacity = 0, "Development");
        (await Should.ThrowAsync<OptionsValidationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message
            .ShouldBe("AuditJournalOptions.QueueCapacity is '0'; allowed: 1 to 1000000.");
    }

    [Fact]
    public async Task A_missing_key_file_stops_the_start_before_anything_is_written()
    {
        using var host = _host.Build(options => options.SigningKeyFile = _host.Folder.Combine("nowhere.pem"), "Development");
        (await Should.ThrowAsync<InvalidOperationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message
            .ShouldBe($"SigningKeyFile '{_host.Folder.Combine("nowhere.pem")}' does not exist; allowed: a PEM file with an ECDSA P-256 private key. 'takumi audit key new {_host.Folder.Combine("nowhere.pem")}' makes one.");
        Directory.Exists(_host.Journal).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_records_to_a_journal_without_its_key_is_told_and_does_not_wait_for_ever()
    {
        using var host = _host.Build(options => options.SigningKeyFile = _host.Folder.Combine("nowhere.pem"), "Development");
        var audit = host.Services.GetRequiredService<IAuditLog>();
        (await Should.ThrowAsync<AuditException>(async () => await audit.RecordAsync(AuditHost.Event, TestContext.Current.CancellationToken))).Failure.ShouldBe(AuditFailure.NotWritten);
        _host.Logs.Logs.Where(log => log.Level == LogLevel.Critical).ShouldHaveSingleItem().Message.ShouldStartWith(
            $"The audit journal {_host.Journal} refuses all records until somebody has looked at it: SigningKeyFile '{_host.Folder.Combine("nowhere.pem")}' does not exist; ");
        Directory.Exists(_host.Journal).ShouldBeFalse();
    }

    [Fact]
    public async Task A_journal_that_fails_while_it_is_opened_takes_no_record_that_nobody_would_sign()
    {
        var (disk, keys) = (LocalDisk.Open(), _host.Folder.Combine("keys"));
        disk.EnsureDirectory(keys);
        using var another = disk.TryLock(Path.Join(keys, "lock")).ShouldNotBeNull();
        using var host = _host.Build(options => (options.PersonalData.KeyStore, options.PersonalData.KeyEncryptionKey) = (keys, new MemoryKek()), "Development");
        var reason = (await Should.ThrowAsync<InvalidOperationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message;
        reason.ShouldBe($"The key store '{keys}' is in use by another process. A key store belongs to one journal.");

        var audit = host.Services.GetRequiredService<IAuditLog>();
        var failure = await Should.ThrowAsync<AuditException>(async () => await audit.RecordAsync(AuditHost.Event, TestContext.Current.CancellationToken));
        (failure.Failure, failure.Message).ShouldBe((AuditFailure.NotWritten, $"Audit record {failure.RecordId}: {reason}"));
        JournalOracle.Read(disk, _host.Journal).Kinds.ShouldBe(["genesis", "start"]);
    }

    [Fact]
    public void A_host_has_one_journal_without_a_class() =>
        Should.Throw<InvalidOperationException>(() => Services().AddTakumiObservability().AddAuditJournal("again")).Message
            .ShouldBe("AddAuditJournal was called already for a journal without a retention class: allowed is one.");

    public void Dispose() => _host.Dispose();

    private ServiceCollection Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddTakumiObservability(options => (options.ServiceName, options.Environment) = ("takumi-backend", "Development")).AddAuditJournal(_host.Journal);
        return services;
    }
}
