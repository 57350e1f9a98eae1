using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Takumi.Observability.Auditing;
using Takumi.Observability.Notes;
using Takumi.Observability.Testing;
using Takumi.Observability.Verification;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Audit.Tests.Checkpoints;

/// <summary>
/// A service with a journal that keeps its records for 7 days, recording at the beginning of each day. The segment of day 0 has the records 0 to 2, each later one begins
/// with its day's record, and goes on day 10 at the earliest: 7 days, the 2 that the clock is not believed, and the day of the segment after it.
/// </summary>
internal sealed partial class RetainingService : IDisposable
{
    private readonly AuditHost _hosts = new();
    private int _day;

    public EcdsaNoteSigner Signer { get; } = EcdsaNoteSigner.Generate();

    public SweepClock Clock { get; } = new();

    public CapturingLoggerProvider Logs => _hosts.Logs;

    public string Directory => _hosts.Folder.Combine("financial");

    /// <summary>Those over the record of each day.</summary>
    public List<AuditCheckpoint> Checkpoints { get; } = [];

    public void Dispose() => _hosts.Dispose();

    public async Task<IHost> StartAsync(Action<AuditJournalOptions>? configure = null, params StandInCopy[] copies)
    {
        var host = _hosts.Build(options => Common(options), time: Clock, add: builder =>
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
            (options.Signer, options.CheckpointInterval, options.HeartbeatInterval) = (Signer, TimeSpan.FromMinutes(5), TimeSpan.FromDays(30));
    }

    /// <summary>Ends within the day before that one, whose record is attested.</summary>
    public async Task RecordUntilDayAsync(IHost host, int day)
    {
        for (; _day < day; _day++)
        {
            await Clock.PassUntilAsync(Day(_day));
            var receipt = await host.Services.GetRequiredService<IAuditLog>().RecordAsync(AuditHost.Event, TestContext.Current.CancellationToken);
            var attested = host.Services.GetRequiredKeyedService<AuditJournal>("financial").WaitForCheckpointAsync(receipt, TestContext.Current.CancellationToken);
            await Poll.UntilAsync(
                () =>
                {
                    if (!attested.IsCompleted)
                        Clock.Advance(TimeSpan.FromMinutes(1)); // the pause between two checkpoints may begin only now
                    return attested.IsCompleted;
                },
                () => "the record to be attested",
                TestContext.Current.CancellationToken);
            Checkpoints.Add(await attested);
        }
    }

    /// <summary>What is left of the day, to the first sweep of the next one.</summary>
    public Task PassDayAsync() => Clock.PassUntilAsync(Day(_day));

    public Task PassHourAsync() => Clock.PassUntilAsync(Clock.GetUtcNow().AddHours(1));

    public static DateTimeOffset Day(int day) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day);

    public async Task AskAsync(string what, string reason)
    {
        var path = Path.Join(Directory, "requests", Guid.NewGuid().ToString("n"));
        await File.WriteAllTextAsync(path + ".json.tmp", $$"""{"what":"{{what}}","who":"alice","when":"2026-11-22T08:19:03.123Z","detail":"{{reason}}"}""", TestContext.Current.CancellationToken);
        File.Move(path + ".json.tmp", path + ".json");
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Poll.UntilAsync(() => File.Exists(path + ".done"), () => $"{what} to be answered", TestContext.Current.CancellationToken);
    }

    public async Task StopAsync(IHost host)
    {
        await host.StopAsync(TestContext.Current.CancellationToken);
        Clock.Stopped();
    }

    public Task<AuditVerification> VerifyAsync(AuditCheckpoint trusted) =>
        new AuditVerifier(new AuditVerifierOptions { Keys = [PemEncoding.WriteString("PUBLIC KEY", Signer.PublicKey.Span)], TrustedNotes = [trusted.Note] }).VerifyAsync(Directory, cancellationToken: TestContext.Current.CancellationToken);

    public string Note(int size) => Path.Join(Directory, "checkpoints", $"{size:d20}.note");

    public long[] Segments(string extension = "jsonl") =>
        [.. System.IO.Directory.GetFiles(Path.Join(Directory, "segments"), "*." + extension).Select(path => long.Parse(Path.GetFileNameWithoutExtension(path))).Order()];

    /// <summary>The lines of a kind, each with <c>ID</c> for its id.</summary>
    public string[] Lines(string kind) =>
    [
        .. Segments().SelectMany(first => File.ReadLines(Path.Join(Directory, "segments", $"{first:d20}.jsonl")))
            .Where(line => line.Contains($"\"kind\":\"{kind}\"", StringComparison.Ordinal)).Select(line => Id().Replace(line, "\"id\":\"ID\"")),
    ];

    [GeneratedRegex("\"id\":\"[0-9a-f]{32}\"")]
    private static partial Regex Id();
}
