using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Audit.Tests.Storage;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Journal;

/// <summary>Under what conditions a run writes, as its start record tells it.</summary>
public class StartRecordTests
{
    private static readonly JournalLayout s_layout = new("/journal");

    [Fact]
    public void A_start_tells_the_settings_and_the_clock()
    {
        var options = new AuditJournalOptions { SigningKeyFile = "/secret/key.pem", CheckpointInterval = TimeSpan.FromMilliseconds(1500) };
        options.Anchors.Add(new FileAuditAnchor("/elsewhere", "vault"));
        options.Anchors.Add(new FileAuditAnchor("/elsewhere2", "\"safe\""));
        var line = Start(new JournalSettings
        {
            Directory = "/journal",
            Service = "test",
            Clock = new ClockState(true, "tsc", 1234),
            Effective = EffectiveSettings.Of(options),
        });

        line.ShouldEndWith(
            """ "previous":"none","clock":"synchronized","clockSource":"tsc","clockError":1234,"settings":{"AllowRemoteFileSystem":false,"Anchors":"vault,\"safe\"","CheckpointInterval":"00:00:01.5000000","HeartbeatInterval":"01:00:00","KeepCheckpoints":10000,"LegalHold":false,"QueueCapacity":10000,"Retention":"forever","RetentionClass":"","SegmentBytes":67108864,"WaitForLock":"00:00:00"}} """.Trim());
    }

    [Fact]
    public void Every_option_is_told_but_for_paths_keys_and_code()
    {
        string[] untold = ["Directory", "Accepts", "Signer", "SigningKeyFile", "SigningKeyPassword", "PreviousSigner", "PreviousSigningKeyFile", "PersonalData.KeyStore", "PersonalData.KeyEncryptionKeyFile", "PersonalData.KeyEncryptionKey"];
        var options = typeof(AuditJournalOptions).GetProperties().Where(property => property.Name != "PersonalData").Select(property => property.Name)
            .Concat(typeof(PersonalDataOptions).GetProperties().Select(property => "PersonalData." + property.Name));
        EffectiveSettings.Of(new AuditJournalOptions()).Keys.ShouldBe(options.Except(untold), ignoreOrder: true);
    }

    [Fact]
    public void A_start_that_knows_nothing_says_so() =>
        Start(new JournalSettings { Directory = "/journal", Service = "test" }).ShouldEndWith("\"previous\":\"none\",\"clock\":\"unknown\"}");

    [Theory]
    [InlineData(0, 0x2001, true)] // TIME_OK, STA_PLL | STA_NANO
    [InlineData(1, 0x2011, true)] // TIME_INS: a leap second is announced
    [InlineData(0, 0x2040, false)] // STA_UNSYNC
    [InlineData(5, 0x2001, false)] // TIME_ERROR
    public void A_clock_is_in_step_when_the_kernel_says_so(int state, int status, bool synchronized) =>
        ClockState.Of((state, status, 42), "tsc").ShouldBe(new ClockState(synchronized, "tsc", synchronized ? 42 : null));

    [Fact]
    public void A_kernel_that_does_not_answer_leaves_it_unknown() => ClockState.Of(null, "hpet").ShouldBe(new ClockState(null, "hpet", null));

    [Fact]
    public async Task This_machine_says_what_its_kernel_says()
    {
        const string source = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
        var clock = ClockState.Read();
        clock.Source.ShouldBe(File.Exists(source) ? (await File.ReadAllTextAsync(source, TestContext.Current.CancellationToken)).Trim() : null);
        if (clock.Sync is true)
            clock.MaximumErrorMicroseconds!.Value.ShouldBeInRange(0, 16_000_000); // where the kernel gives up
    }

    private static string Start(JournalSettings settings)
    {
        var disk = new RecordingDisk();
        using var writer = new JournalWriter(disk, settings, static _ => [], new RecordLosses(), new ManualTimeProvider(), NullLogger.Instance);
        writer.Open();
        var line = Encoding.UTF8.GetString(disk.Read(s_layout.Segment(0))!).Split('\n')[1];
        LineReader.TryRead(Encoding.UTF8.GetBytes(line), 1, out _, out var fault).ShouldBeTrue(fault.ToString());
        return line;
    }
}
