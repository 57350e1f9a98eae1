using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Audit.Tests.Storage;
using Takumi.Observability.Journal;
using Takumi.Observability.Sealing;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Sealing;

/// <summary>Where no key can be had, nothing is written in clear instead.</summary>
public sealed class KeyStoreFailureTests : IDisposable
{
    private readonly SealedService _service = new();

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Without_a_key_a_record_is_refused_and_the_service_lives()
    {
        var kek = new MemoryKek();
        await _service.RunAsync(
            async audit =>
            {
                await audit.RecordAsync(SealedService.Login("u-1"));
                kek.IsAway = true;
                await audit.RecordAsync(SealedService.Login("u-1"));
                var failure = await Should.ThrowAsync<AuditException>(async () => await audit.RecordAsync(SealedService.Login("u-2")));
                failure.Failure.ShouldBe(AuditFailure.NotWritten);
                failure.Message.ShouldBe($"Audit record {failure.RecordId}: its personal members could not be sealed: the key service is away");
                audit.Record(SealedService.Login("u-2"));
                await audit.RecordAsync(SealedService.Login("u-3") with { Ip = null, Metadata = null });
                await Poll.UntilAsync(() => _service.Journal is var j && Directory.GetFiles(Path.Join(j, "segments"), "*.jsonl").Any(f => File.ReadAllText(f).Contains("key_store", StringComparison.Ordinal)), () => "the loss to be journaled");
                kek.IsAway = false;
                await audit.RecordAsync(SealedService.Login("u-2"));
            },
            options => (options.PersonalData.KeyEncryptionKeyFile, options.PersonalData.KeyEncryptionKey) = (null, kek));

        var records = JournalOracle.Read(LocalDisk.Open(), _service.Journal).Records;
        records.Where(record => JournalOracle.Text(record, "kind") == "loss").Select(record => (JournalOracle.Text(record, "reason"), record.GetProperty("count").GetInt64())).ShouldBe([("key_store", 1)]);
        records[^1].GetProperty("lost").GetInt64().ShouldBe(1);
        _service.Events().Count.ShouldBe(4);
        _service.Events().ShouldAllBe(line => !line.Contains("198.51.100.7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_service_that_hangs_delays_no_caller_of_record_and_no_other_record()
    {
        var kek = new MemoryKek();
        using var host = _service.Host(options => (options.PersonalData.KeyEncryptionKeyFile, options.PersonalData.KeyEncryptionKey, options.QueueCapacity) = (null, kek, 3));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var audit = host.Services.GetRequiredService<IAuditLog>();
        var gate = new TaskCompletionSource();
        kek.Gate = gate.Task;
        for (var i = 0; i < 10; i++)
            audit.Record(SealedService.Login());
        await audit.RecordAsync(SealedService.Login() with { Ip = null, Metadata = null }, TestContext.Current.CancellationToken);
        using var impatient = new CancellationTokenSource();
        var waiting = audit.RecordAsync(SealedService.Login("u-8"), impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);

        using var ended = new CancellationTokenSource();
        var stop = host.StopAsync(ended.Token);
        await ended.CancelAsync();
        await Record.ExceptionAsync(() => stop);
        await host.Services.GetRequiredService<AuditJournal>().DisposeAsync();
        gate.SetResult();
        _service.Events().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_leaves_while_the_key_service_hangs_is_let_go_and_the_key_is_still_one()
    {
        var kek = new MemoryKek();
        using var host = _service.Host(options => (options.PersonalData.KeyEncryptionKeyFile, options.PersonalData.KeyEncryptionKey) = (null, kek));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var audit = host.Services.GetRequiredService<IAuditLog>();
        var (gate, asked) = (new TaskCompletionSource(), kek.Calls);
        kek.Gate = gate.Task;
        using var impatient = new CancellationTokenSource();
        var left = audit.RecordAsync(SealedService.Login(), impatient.Token).AsTask();
        await Poll.UntilAsync(() => kek.Calls == asked + 1, () => "the key service to be asked", TestContext.Current.CancellationToken);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(left);

        var stayed = audit.RecordAsync(SealedService.Login(), TestContext.Current.CancellationToken);
        gate.SetResult();
        await stayed;
        kek.Calls.ShouldBe(asked + 1, "nobody makes a second key while the first is being made");
        await host.StopAsync(TestContext.Current.CancellationToken);
        _service.KeyFiles().ShouldHaveSingleItem();
        _service.Events().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_key_that_comes_after_the_store_was_given_up_is_not_stored()
    {
        var (disk, kek, gate) = (new RecordingDisk(), new MemoryKek(), new TaskCompletionSource());
        var store = new KeyStore(disk, "/keys", kek);
        await store.OpenAsync(allowRemote: false, TestContext.Current.CancellationToken);
        kek.Gate = gate.Task;
        var making = store.CreateAsync("u-7", TestContext.Current.CancellationToken).AsTask();
        store.Dispose();
        gate.SetResult();
        await Should.ThrowAsync<ObjectDisposedException>(making);
        disk.List("/keys").Where(name => name.EndsWith(KeyStore.KeySuffix, StringComparison.Ordinal)).ShouldBe(["names.key"]);
    }

    [Fact]
    public async Task A_journal_that_could_not_seal_what_another_one_calls_personal_stops_the_start()
    {
        var hosts = new AuditHost();
        using var host = hosts.Build(
            options =>
            {
                options.PersonalData.Members.UnionWith(["metadata.email", "ip"]);
                (options.PersonalData.KeyStore, options.PersonalData.KeyEncryptionKey) = ("keys", new MemoryKek());
            },
            "Development",
            builder => builder.AddAuditJournal("financial", "financial", options => options.Accepts = e => e.Amount is not null));
        (await Should.ThrowAsync<InvalidOperationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message.ShouldBe(
            "The audit journal of class 'financial' has no PersonalData.KeyStore, and ip, metadata.email are personal in every event of the host: it would refuse such events. Allowed: a key store for each journal.");
        Directory.Exists(hosts.Journal).ShouldBeFalse();
        hosts.Dispose();
    }

    [Fact]
    public async Task A_wrong_key_stops_the_start_before_anything_is_written()
    {
        await _service.RunAsync(async audit => await audit.RecordAsync(SealedService.Login()));
        var lines = _service.Events().Count;
        SealedService.WriteKey(_service.Kek, RandomNumberGenerator.GetBytes(32));
        using var host = _service.Host();
        (await Should.ThrowAsync<InvalidOperationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message
            .ShouldStartWith($"Observability:AuditJournal:PersonalData:KeyEncryptionKeyFile '{_service.Kek}' does not open the key store '{_service.KeyStore}'; allowed: the key that it was made with. ");
        JournalOracle.Read(LocalDisk.Open(), _service.Journal).Kinds.ShouldBe(["genesis", "start", "event", "stop"]);
        lines.ShouldBe(1);
    }

    [Theory]
    [InlineData("audit/keys", "kek", "Observability:AuditJournal:PersonalData:KeyStore '{0}/audit/keys' and the journal '{0}/audit' lie in one another: a backup of the journal must not take the keys along. Allowed: a directory outside of it.")]
    [InlineData("audit", "kek", "Observability:AuditJournal:PersonalData:KeyStore '{0}/audit' and the journal '{0}/audit' lie in one another: a backup of the journal must not take the keys along. Allowed: a directory outside of it.")]
    [InlineData(".", "kek", "Observability:AuditJournal:PersonalData:KeyStore '{0}' and the journal '{0}/audit' lie in one another: a backup of the journal must not take the keys along. Allowed: a directory outside of it.")]
    [InlineData("keys", "keys/kek", "Observability:AuditJournal:PersonalData:KeyEncryptionKeyFile '{0}/keys/kek' lies beside what it protects; allowed: outside of the key store and of the journal.")]
    [InlineData("..keys", "audit/kek", "Observability:AuditJournal:PersonalData:KeyEncryptionKeyFile '{0}/audit/kek' lies beside what it protects; allowed: outside of the key store and of the journal.")]
    public async Task Keys_must_lie_apart(string keyStore, string kek, string message)
    {
        using var host = _service.Host(options => (options.PersonalData.KeyStore, options.PersonalData.KeyEncryptionKeyFile) = (keyStore, kek));
        var root = Path.GetDirectoryName(_service.Journal);
        (await Should.ThrowAsync<InvalidOperationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message.ShouldBe(string.Format(null, message, root));
        Directory.Exists(_service.Journal).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_wrong_with_the_key_is_said_by_the_name_of_its_setting()
    {
        const string secret = "a secret that is no key";
        await File.WriteAllTextAsync(_service.Kek, secret, TestContext.Current.CancellationToken);
        (await FailureAsync()).ShouldBe($"Observability:AuditJournal:PersonalData:KeyEncryptionKeyFile '{_service.Kek}' holds no key; allowed: 32 random bytes or their base64.");
        File.Delete(_service.Kek);
        (await FailureAsync()).ShouldBe($"Observability:AuditJournal:PersonalData:KeyEncryptionKeyFile '{_service.Kek}' does not exist; allowed: a file with 32 random bytes or their base64.");
        Directory.Exists(_service.Journal).ShouldBeFalse();

        async Task<string> FailureAsync()
        {
            using var host = _service.Host();
            return (await Should.ThrowAsync<InvalidOperationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message;
        }
    }

    [Fact]
    public async Task A_key_of_a_service_and_of_a_class_has_its_name_too()
    {
        await _service.RunAsync(async audit => await audit.RecordAsync(SealedService.Login()));
        using var host = _service.Host(options => (options.PersonalData.KeyEncryptionKeyFile, options.PersonalData.KeyEncryptionKey) = (null, new MemoryKek()));
        (await Should.ThrowAsync<InvalidOperationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message
            .ShouldStartWith($"PersonalData.KeyEncryptionKey does not open the key store '{_service.KeyStore}'; allowed: the key that it was made with. ");

        var settings = new JournalSettings { Directory = _service.Journal, Service = "s", RetentionClass = "financial", KeyStore = _service.KeyStore, KeyEncryptionKeyFile = _service.PathOf("nowhere") };
        (await Should.ThrowAsync<InvalidOperationException>(() => ConfiguredKeyStore.ReadAsync(new PersonalDataOptions(), settings, LocalDisk.Open()))).Message
            .ShouldBe($"Observability:AuditJournal:financial:PersonalData:KeyEncryptionKeyFile '{_service.PathOf("nowhere")}' does not exist; allowed: a file with 32 random bytes or their base64.");
    }

    [Fact]
    public async Task A_key_store_has_one_owner()
    {
        using var host = _service.Host();
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var second = _service.Host(options => options.Directory = "other");
        (await Should.ThrowAsync<InvalidOperationException>(second.StartAsync(TestContext.Current.CancellationToken))).Message
            .ShouldBe($"The key store '{_service.KeyStore}' is in use by another process. A key store belongs to one journal.");
    }

    [Fact]
    public async Task A_file_in_another_ones_place_is_found_out()
    {
        await _service.RunAsync(async audit =>
        {
            await audit.RecordAsync(SealedService.Login("u-1"));
            await audit.RecordAsync(SealedService.Login("u-2"));
        });
        var files = _service.KeyFiles().Select(name => Path.Join(_service.KeyStore, name)).ToList();
        File.Copy(files[0], files[1], overwrite: true);
        await _service.RunAsync(async audit =>
        {
            var outcomes = new List<bool>();
            foreach (var user in (string[])["u-1", "u-2"])
            {
                outcomes.Add(await Record.ExceptionAsync(async () => await audit.RecordAsync(SealedService.Login(user), TestContext.Current.CancellationToken)) is null);
            }

            outcomes.Order().ShouldBe([false, true]);
        });
    }

    [Fact]
    public void Options_name_what_cannot_be_used()
    {
        var options = new AuditJournalOptions();
        options.PersonalData.Members.UnionWith(["userId", "Metadata.", "metadata.*", "IP"]);
        options.Validate().ShouldBe(
        [
            "PersonalData.Members has 'userId'; allowed: onBehalfOf, resourceId, ip, userAgent, metadata.* and metadata. with a name.",
            "PersonalData.Members has 'Metadata.'; allowed: onBehalfOf, resourceId, ip, userAgent, metadata.* and metadata. with a name.",
            "PersonalData.KeyStore is not set; required with Members: a path outside the journal's directory.",
        ]);
        options.PersonalData.Members.Clear();
        options.PersonalData.KeyStore = "keys";
        options.Validate().ShouldBe(["PersonalData.KeyEncryptionKeyFile and KeyEncryptionKey are not set; allowed: one of them."]);
        (options.PersonalData.KeyEncryptionKeyFile, options.PersonalData.KeyEncryptionKey) = ("kek", new MemoryKek());
        options.Validate().ShouldBe(["PersonalData.KeyEncryptionKeyFile and KeyEncryptionKey are both set; allowed: one of them."]);
    }
}
