using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests;

/// <summary>The journal, configured by its section as everything else is.</summary>
public sealed class AuditJournalSectionTests : IDisposable
{
    private const string All =
        "Directory, SigningKeyFile, PreviousSigningKeyFile, Retention, LegalHold, CheckpointInterval, KeepCheckpoints, HeartbeatInterval, SegmentBytes, QueueCapacity, WaitForLock, AllowRemoteFileSystem, PersonalData, financial.";

    private readonly PrivateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_value_of_the_section_is_read_and_code_wins()
    {
        using var host = Build(
            builder => builder.AddAuditJournal("in-code", options => options.QueueCapacity = 7),
            ("Directory", "in-configuration"),
            ("SigningKeyFile", "key.pem"),
            ("CheckpointInterval", "00:00:01.5"),
            ("HeartbeatInterval", "1.00:00:00"),
            ("KeepCheckpoints", "100"),
            ("SegmentBytes", "4294967296"),
            ("QueueCapacity", "5"),
            ("WaitForLock", "00:00:30"),
            ("AllowRemoteFileSystem", "true"));
        var options = host.Services.GetRequiredService<IOptions<AuditJournalOptions>>().Value;

        (options.Directory, options.SigningKeyFile, options.CheckpointInterval, options.HeartbeatInterval, options.SegmentBytes, options.QueueCapacity, options.WaitForLock, options.AllowRemoteFileSystem, options.KeepCheckpoints)
            .ShouldBe(("in-code", "key.pem", TimeSpan.FromSeconds(1.5), TimeSpan.FromDays(1), 4294967296, 7, TimeSpan.FromSeconds(30), true, 100));
    }

    [Fact]
    public async Task The_directory_may_come_from_configuration_and_the_start_tells_what_is_in_effect()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var host = Build(builder => builder.AddAuditJournal(), ("Directory", "elsewhere/audit"), ("WaitForLock", "00:00:30"));
        await host.StartAsync(cancellation);
        await host.StopAsync(cancellation);

        var start = JournalOracle.Read(LocalDisk.Open(), _folder.Combine("elsewhere/audit")).Records[1];
        start.GetProperty("settings").GetProperty("WaitForLock").GetString().ShouldBe("00:00:30");
        start.GetProperty("clock").GetString().ShouldBeOneOf("synchronized", "unsynchronized", "unknown");
        start.TryGetProperty("clockSource", out _).ShouldBe(File.Exists("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
    }

    [Fact]
    public async Task What_cannot_be_read_stops_the_start_all_in_one_message()
    {
        using var host = Build(
            builder => builder.AddAuditJournal(), ("CheckpointInterval", "10"), ("SegmentBytes", "64 MiB"), ("QueueCapacity", "99999999999"), ("AllowRemoteFileSystem", "yes"));
        (await Should.ThrowAsync<OptionsValidationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message.ShouldBe(
            "Observability:AuditJournal:CheckpointInterval is '10'; allowed: a time such as 00:00:10, or 1.00:00:00 for a day.; "
            + "Observability:AuditJournal:SegmentBytes is '64 MiB'; allowed: a whole number.; "
            + "Observability:AuditJournal:QueueCapacity is '99999999999'; allowed: a whole number.; "
            + "Observability:AuditJournal:AllowRemoteFileSystem is 'yes'; allowed: true, false, 1, 0.");
    }

    [Fact]
    public async Task A_name_that_is_no_setting_stops_the_start_before_personal_data_is_written_in_clear()
    {
        using var host = Build(
            builder => builder.AddAuditJournal().AddAuditJournal("financial", "financial", options => options.Accepts = audited => audited.Amount is not null),
            ("financial:QueueCapacity", "3"), ("finance:QueueCapacity", "3"), ("PersonalData:Member:0", "ip"), ("Retension", "30.00:00:00"));

        (await Should.ThrowAsync<OptionsValidationException>(host.StartAsync(TestContext.Current.CancellationToken))).Failures.ShouldBe(
        [
            "Observability:AuditJournal:finance is not a setting; allowed: " + All,
            "Observability:AuditJournal:PersonalData:Member is not a setting; allowed: Members, KeyStore, KeyEncryptionKeyFile.",
            "Observability:AuditJournal:Retension is not a setting; allowed: " + All,
        ]);
    }

    [Fact]
    public async Task What_cannot_be_used_stops_the_start()
    {
        using var host = Build(builder => builder.AddAuditJournal(), ("QueueCapacity", "0"));
        (await Should.ThrowAsync<OptionsValidationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message
            .ShouldBe("AuditJournalOptions.QueueCapacity is '0'; allowed: 1 to 1000000.");
    }

    [Fact]
    public void Named_options_have_a_section_of_their_own()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Observability:AuditJournal:financial:QueueCapacity", "3")]).Build();
        var (named, unnamed) = (new AuditJournalOptions(), new AuditJournalOptions());
        new AuditJournalSection(configuration, [new AuditJournalName("financial")]).Configure("financial", named);
        new AuditJournalSection(configuration, [new AuditJournalName("financial")]).Configure(unnamed);
        (named.QueueCapacity, unnamed.QueueCapacity).ShouldBe((3, 10_000));
    }

    private IHost Build(Action<TakumiObservabilityBuilder> add, params (string Key, string Value)[] section)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder.Path, EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(section.Select(pair => KeyValuePair.Create($"Observability:AuditJournal:{pair.Key}", (string?)pair.Value)));
        add(builder.Services.AddTakumiObservability());
        return builder.Build();
    }
}
