using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Takumi.Observability.Auditing;
using Takumi.Observability.Notes;
using Takumi.Observability.Testing;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.Checkpoints;

/// <summary>
/// A service with a journal that keeps its records for 7 days, recording at the beginning of each day. The segment of day 0 has the records 0 to 2, each later one begins
/// with its day's record, and goes on day 10 at the earliest: 7 days, the 2 that the clock is not believed, and the day of the segment after it.
/// </summary>
public sealed partial class RetentionSweepTests : IDisposable
{
    private readonly AuditHost _hosts = new();
    private readonly EcdsaNoteSigner _signer = EcdsaNoteSigner.Generate();
    private readonly SweepClock _clock = new();
    private readonly List<AuditCheckpoint> _checkpoints = [];
    private int _day;

    private string Journal => _hosts.Folder.Combine("financial");

    public void Dispose() => _hosts.Dispose();

    [Fact]
    public async Task What_is_older_than_its_period_is_dropped_under_a_note_that_says_so()
    {
        using (var host = await StartAsync())
        {
            await RecordUntilDayAsync(host, 10);
            Segments().ShouldBe([0, 3, 4, 5, 6, 7, 8, 9, 10, 11], "on day 9 nothing is old enough");
            Lines("retention").ShouldBeEmpty();

            await PassDayAsync();
            Segments().ShouldBe([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
            File.Exists(Note(13)).ShouldBeTrue("the record was signed before the segment went");
            _hosts.Logs.Logs.ShouldContain(log => log.Message == $"The audit journal {Journal} dropped the records below 3, older than 7.00:00:00; record 12 says so.");

            await RecordUntilDayAsync(host, 12);
            await PassDayAsync();
            await StopAsync(host);
        }

        var origin = _checkpoints[0].Origin;
        Segments().ShouldBe([5, 6, 7, 8, 9, 10, 11, 12, 14, 16]);
        Segments("leaves").ShouldBe([0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16], "leaf hashes stay");
        Lines("retention").ShouldBe([Retention(12, 11, 3), Retention(14, 12, 4), Retention(16, 13, 5)]);

        var inside = _checkpoints[1];
        inside.Size.ShouldBe(4);
        var verification = await VerifyAsync(inside);
        verification.Integrity.ShouldBe(AuditIntegrity.Intact);
        verification.Completeness.ShouldBe(AuditCompleteness.Proven);
        verification.Dropped.ShouldBe(new AuditGap(0, 4));
        verification.Missing.ShouldBeEmpty();
        (verification.ProvenBelow, verification.ClaimedBelow, verification.Records).ShouldBe((4, 18, 18));

        string Retention(int sequence, int day, int end) =>
            $$"""{"sequence":{{sequence}},"id":"ID","kind":"retention","timestamp":"2026-01-{{day:d2}}T00:00:00.000Z","end":{{end}},"log":"{{origin.Split('/')[^1]}}","origin":"{{origin}}","service":"takumi-backend","class":"financial","period":604800}""";
    }

    [Fact]
    public async Task Nothing_is_dropped_before_a_note_over_the_record_is_on_disk()
    {
        var (asked, gate, isHeldUp) = (new TaskCompletionSource(), new TaskCompletionSource(), false);
        var signer = new DelegateNoteSigner(new NoteKey(null, NoteKey.EcdsaType, _signer.PublicKey).ToPem(), async (text, cancellation) =>
        {
            if (Volatile.Read(ref isHeldUp))
            {
                asked.TrySetResult();
                await gate.Task.WaitAsync(cancellation);
            }

            return await _signer.SignAsync(text, cancellation);
        });
        using var host = await StartAsync(options => options.Signer = signer);
        await RecordUntilDayAsync(host, 10);
        await _clock.PassUntilAsync(Day(10).AddHours(-1));
        Volatile.Write(ref isHeldUp, true);
        _clock.Advance(TimeSpan.FromHours(1));
        await asked.Task;
        await AskAsync("hold", "the journal serves others meanwhile");
        await AskAsync("release", "the journal serves others meanwhile");
        Lines("retention").ShouldHaveSingleItem();
        Segments()[0].ShouldBe(0);

        gate.SetResult();
        await PassHourAsync();
        Segments()[0].ShouldBe(3);
        await StopAsync(host);
    }

    [Fact]
    public async Task A_service_that_starts_again_goes_on_dropping()
    {
        using (var host = await StartAsync())
        {
            await RecordUntilDayAsync(host, 10);
            await PassDayAsync();
            await StopAsync(host);
        }

        Segments().ShouldBe([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        using (var host = await StartAsync())
        {
            await RecordUntilDayAsync(host, 11);
            await PassDayAsync();
            await StopAsync(host);
        }

        Segments()[0].ShouldBe(4);
        var verification = await VerifyAsync(_checkpoints[0]);
        (verification.Integrity, verification.Completeness, verification.Dropped).ShouldBe((AuditIntegrity.Intact, AuditCompleteness.Proven, new AuditGap(0, 3)));
    }

    [Fact]
    public async Task Nothing_is_dropped_while_the_service_is_told_to_hold()
    {
        using (var host = await StartAsync(options => options.LegalHold = true))
        {
            await RecordUntilDayAsync(host, 13);
            await StopAsync(host);
        }

        Segments()[0].ShouldBe(0);
        Lines("retention").ShouldBeEmpty();

        using (var host = await StartAsync())
        {
            await PassHourAsync();
            await StopAsync(host);
        }

        Segments()[0].ShouldBe(5);
        Lines("retention").ShouldHaveSingleItem().ShouldContain("\"end\":5,");
    }

    [Fact]
    public async Task Nothing_is_dropped_between_a_request_to_hold_and_its_release()
    {
        using var host = await StartAsync();
        await RecordUntilDayAsync(host, 10);
        await AskAsync("hold", "case 7");
        await AskAsync("hold", "case 8");
        await PassDayAsync();
        await RecordUntilDayAsync(host, 12);
        await AskAsync("release", "case 7");
        await PassDayAsync();
        Segments()[0].ShouldBe(0, "one hold stands");
        Lines("retention").ShouldBeEmpty();

        await AskAsync("release", "case 8");
        await PassHourAsync();
        Segments()[0].ShouldBe(5);
        await StopAsync(host);

        Lines("request").Select(line => line[line.IndexOf("\"what\"", StringComparison.Ordinal)..]).ShouldBe(
            [Request("hold", "case 7"), Request("hold", "case 8"), Request("release", "case 7"), Request("release", "case 8")]);
        Lines("retention").ShouldHaveSingleItem().ShouldContain("\"end\":5,");

        static string Request(string what, string reason) => $"\"what\":\"{what}\",\"who\":\"alice\",\"when\":\"2026-11-22T08:19:03.123Z\",\"outcome\":\"done\",\"detail\":\"{reason}\"}}";
    }

    [Fact]
    public async Task Nothing_is_dropped_before_every_copy_holds_it()
    {
        var (near, far) = (new Copy("near") { Count = long.MaxValue }, new Copy("far") { Count = 2 });
        using var host = await StartAsync(copies: [near, far]);
        await RecordUntilDayAsync(host, 10);
        await PassDayAsync();
        Segments()[0].ShouldBe(0);
        Lines("retention").ShouldBeEmpty();
        _hosts.Logs.Logs.Select(log => log.Message).ShouldContain($"The audit journal {Journal} drops nothing before far holds the first 3 records.");

        far.Count = 3;
        await PassHourAsync();
        Segments()[0].ShouldBe(3);
        far.Asked.ShouldBe(_checkpoints[0].Origin);
        await StopAsync(host);
        Lines("retention").ShouldHaveSingleItem().ShouldContain("\"end\":3,");
    }

    private async Task<IHost> StartAsync(Action<AuditJournalOptions>? configure = null, params Copy[] copies)
    {
        var host = _hosts.Build(options => Common(options), time: _clock, add: builder =>
        {
            foreach (var copy in copies)
                builder.Services.AddSingleton<IAuditCopy>(copy);
            builder.AddAuditJournal("financial", "financial", options =>
            {
                Common(options);
                (options.Accepts, options.Retention) = (_ => true, TimeSpan.FromDays(7));
                configure?.Invoke(options);
            });
        });
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;

        void Common(AuditJournalOptions options) =>
            (options.Signer, options.CheckpointInterval, options.HeartbeatInterval) = (_signer, TimeSpan.FromMinutes(5), TimeSpan.FromDays(30));
    }

    /// <summary>Ends within the day before that one, whose record is attested.</summary>
    private async Task RecordUntilDayAsync(IHost host, int day)
    {
        for (; _day < day; _day++)
        {
            await _clock.PassUntilAsync(Day(_day));
            var receipt = await host.Services.GetRequiredService<IAuditLog>().RecordAsync(AuditHost.Event, TestContext.Current.CancellationToken);
            var attested = host.Services.GetRequiredKeyedService<AuditJournal>("financial").WaitForCheckpointAsync(receipt, TestContext.Current.CancellationToken);
            await Poll.UntilAsync(
                () =>
                {
                    if (!attested.IsCompleted)
                        _clock.Advance(TimeSpan.FromMinutes(1)); // the pause between two checkpoints may begin only now
                    return attested.IsCompleted;
                },
                () => "the record to be attested",
                TestContext.Current.CancellationToken);
            _checkpoints.Add(await attested);
        }
    }

    /// <summary>What is left of the day, to the first sweep of the next one.</summary>
    private Task PassDayAsync() => _clock.PassUntilAsync(Day(_day));

    private Task PassHourAsync() => _clock.PassUntilAsync(_clock.GetUtcNow().AddHours(1));

    private static DateTimeOffset Day(int day) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day);

    private async Task AskAsync(string what, string reason)
    {
        var path = Path.Join(Journal, "requests", Guid.NewGuid().ToString("n"));
        await File.WriteAllTextAsync(path + ".json.tmp", $$"""{"what":"{{what}}","who":"alice","when":"2026-11-22T08:19:03.123Z","detail":"{{reason}}"}""", TestContext.Current.CancellationToken);
        File.Move(path + ".json.tmp", path + ".json");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Poll.UntilAsync(() => File.Exists(path + ".done"), () => $"{what} to be answered", TestContext.Current.CancellationToken);
    }

    private async Task StopAsync(IHost host)
    {
        await host.StopAsync(TestContext.Current.CancellationToken);
        _clock.Stopped();
    }

    private Task<AuditVerification> VerifyAsync(AuditCheckpoint trusted) =>
        new AuditVerifier(new AuditVerifierOptions { Keys = [PemEncoding.WriteString("PUBLIC KEY", _signer.PublicKey.Span)], TrustedNotes = [trusted.Note] }).VerifyAsync(Journal, cancellationToken: TestContext.Current.CancellationToken);

    private string Note(int size) => Path.Join(Journal, "checkpoints", $"{size:d20}.note");

    private long[] Segments(string extension = "jsonl") =>
        [.. Directory.GetFiles(Path.Join(Journal, "segments"), "*." + extension).Select(path => long.Parse(Path.GetFileNameWithoutExtension(path))).Order()];

    /// <summary>The lines of a kind, each with <c>ID</c> for its id.</summary>
    private string[] Lines(string kind) =>
    [
        .. Segments().SelectMany(first => File.ReadLines(Path.Join(Journal, "segments", $"{first:d20}.jsonl")))
            .Where(line => line.Contains($"\"kind\":\"{kind}\"", StringComparison.Ordinal)).Select(line => Id().Replace(line, "\"id\":\"ID\"")),
    ];

    [GeneratedRegex("\"id\":\"[0-9a-f]{32}\"")]
    private static partial Regex Id();

    private sealed class Copy(string name) : IAuditCopy
    {
        public string Name => name;

        public long Count { get; set; }

        public string? Asked { get; private set; }

        public long CountOf(string origin) => (Asked = origin, Count).Count;
    }
}
