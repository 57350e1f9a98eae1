using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Takumi.Observability.Auditing;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Audit.Tests.Checkpoints;

/// <summary>The metrics of the journal, as the README has them. They are the process's own, so nothing runs beside.</summary>
[Collection(nameof(AloneCollection))]
public sealed class CheckpointMetricsTests
{
    [Fact]
    public void They_are_what_the_README_says()
    {
        var instruments = new Dictionary<string, Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "Takumi.Observability" && instrument.Name is "audit.checkpoint.size" or "audit.anchor.size" or "audit.anchor.delay")
                    instruments.Add(instrument.Name, instrument);
            },
        };
        CheckpointMetrics.Signed("audit", 1);
        listener.Start();

        instruments.Keys.Order().ShouldBe(["audit.anchor.delay", "audit.anchor.size", "audit.checkpoint.size"]);
        instruments["audit.checkpoint.size"].ShouldBeOfType<Gauge<long>>().Unit.ShouldBe("{record}");
        instruments["audit.anchor.size"].ShouldBeOfType<Gauge<long>>().Unit.ShouldBe("{record}");
        var delay = instruments["audit.anchor.delay"].ShouldBeOfType<Histogram<double>>();
        delay.Unit.ShouldBe("s");
        delay.Advice!.HistogramBucketBoundaries.ShouldBe([0.01, 0.1, 1, 10, 60, 600, 3600, 86400]);
        var page = File.ReadAllText(RepositoryRoot.Combine("src", "Takumi.Observability.Audit", "README.md"));
        page.ShouldContain("\n| `audit.checkpoint.size` (journal) |");
        page.ShouldContain("\n| `audit.anchor.size` (journal, anchor) |");
        page.ShouldContain("\n| `audit.anchor.delay` (journal, anchor), s |");
    }

    [Fact]
    public async Task The_size_is_that_of_each_checkpoint_that_is_signed()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new PrivateFolder();
        using var recorder = new MeasurementRecorder("Takumi.Observability");
        var settings = new JournalSettings { Directory = folder.Combine("audit"), Service = "test" };
        await using (var journal = new AuditJournal(new AuditJournalOptions { CheckpointInterval = TimeSpan.FromHours(1) }, settings, LocalDisk.Open(), TimeProvider.System, NullLoggerFactory.Instance))
        {
            await journal.StartAsync();
            await Poll.UntilAsync(() => recorder.Of("audit.checkpoint.size").Count == 1, () => "the checkpoint at the start", cancellation);
        }

        var sizes = recorder.Of("audit.checkpoint.size");
        sizes.Select(measurement => measurement.Value).ShouldBe([2, 3]); // genesis and start, then the stop
        sizes.ShouldAllBe(measurement => measurement.Tags.Count == 1 && Equals(measurement.Tags["journal"], "audit"));
        recorder.Of("audit.anchor.size").ShouldBeEmpty("there is no anchor");
    }

    [Fact]
    public async Task Journals_of_one_host_are_told_apart_by_the_names_of_their_health_checks()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var hosts = new AuditHost();
        using var recorder = new MeasurementRecorder("Takumi.Observability");
        var signer = EcdsaNoteSigner.Generate();
        using (var host = hosts.Build(
            options => Configure(options, "near"),
            add: builder => builder.AddAuditJournal("audit-financial", "financial", options =>
            {
                Configure(options, "far");
                options.Accepts = auditEvent => auditEvent.Amount is not null;
            })))
        {
            await host.StartAsync(cancellation);
            await host.Services.GetRequiredService<IAuditLog>().RecordAsync(AuditHost.Event, cancellation);
            await host.StopAsync(cancellation);
            host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(check => check.Name).ShouldBe(["audit", "audit-financial"], ignoreOrder: true);
        }

        TagSets("audit.checkpoint.size").ShouldBe(["journal=audit", "journal=audit-financial"]);
        TagSets("audit.anchor.size").ShouldBe(["anchor=far journal=audit-financial", "anchor=near journal=audit"]);
        TagSets("audit.anchor.delay").ShouldBe(["anchor=far journal=audit-financial", "anchor=near journal=audit"]);
        Last("audit.checkpoint.size", "audit").ShouldBe(3); // genesis, start, stop
        Last("audit.checkpoint.size", "audit-financial").ShouldBe(4); // and the event, which has an amount

        void Configure(AuditJournalOptions options, string anchor)
        {
            options.Signer = signer;
            options.Anchors.Add(new FileAuditAnchor(hosts.Folder.Combine(anchor), anchor));
        }

        IEnumerable<string> TagSets(string instrument) =>
            recorder.Of(instrument).Select(measurement => string.Join(' ', measurement.Tags.OrderBy(tag => tag.Key).Select(tag => $"{tag.Key}={tag.Value}"))).Distinct().Order();

        double Last(string instrument, string journal) => recorder.Of(instrument).Last(measurement => Equals(measurement.Tags["journal"], journal)).Value;
    }

    [Fact]
    public async Task An_anchor_s_delay_counts_from_the_oldest_checkpoint_that_waited()
    {
        var time = new ManualTimeProvider();
        var anchor = new HeldAnchor();
        using var recorder = new MeasurementRecorder("Takumi.Observability");
        await using var sender = new AnchorSender(anchor, "audit-financial", new Storage.RecordingDisk(), new JournalLayout("/journal"), _ => { }, time, NullLogger.Instance);
        await sender.ReadAsync("takumi.audit/test/0f8fad5bd9cb469fa16570867728950e", TestContext.Current.CancellationToken);
        sender.Start();

        var began = time.GetUtcNow();
        sender.Offer(Checkpoint(5, began));
        (await anchor.CalledAsync()).SetException(new IOException("away"));
        await AdvanceUntilCalledAsync(time, anchor);
        var second = anchor.Current!;
        sender.Offer(Checkpoint(9, time.GetUtcNow()));
        var firstDelay = time.GetUtcNow() - began + TimeSpan.FromSeconds(3);
        time.Advance(TimeSpan.FromSeconds(3));
        sender.Offer(Checkpoint(12, time.GetUtcNow())); // is sent next, and the one before it has waited longer
        second.SetResult();
        var third = await anchor.CalledAsync();
        time.Advance(TimeSpan.FromSeconds(4));
        third.SetResult();
        await sender.FlushAsync();

        Values(recorder, "audit.anchor.size").ShouldBe([5, 12]);
        Values(recorder, "audit.anchor.delay").ShouldBe([firstDelay.TotalSeconds, 7]);
    }

    private static double[] Values(MeasurementRecorder recorder, string instrument)
    {
        var all = recorder.Of(instrument);
        all.ShouldAllBe(measurement => measurement.Tags.Count == 2 && Equals(measurement.Tags["journal"], "audit-financial") && Equals(measurement.Tags["anchor"], "held"));
        return [.. all.Select(measurement => measurement.Value)];
    }

    /// <summary>The sender asks for its pause some time after the failure: the clock goes on until it has come back.</summary>
    private static async Task AdvanceUntilCalledAsync(ManualTimeProvider time, HeldAnchor anchor)
    {
        var called = anchor.CalledAsync();
        await Poll.UntilAsync(
            () =>
            {
                if (!called.IsCompleted)
                    time.Advance(TimeSpan.FromSeconds(1));
                return called.IsCompleted;
            },
            () => "the anchor to be called again",
            TestContext.Current.CancellationToken);
    }

    private static AuditCheckpoint Checkpoint(long size, DateTimeOffset signedAt) => new("takumi.audit/test/0f8fad5bd9cb469fa16570867728950e", size, new byte[32], "note\n"u8.ToArray(), signedAt);

    /// <summary>An anchor whose answers the test gives.</summary>
    private sealed class HeldAnchor : IAuditAnchor
    {
        private readonly Channel<TaskCompletionSource> _calls = Channel.CreateUnbounded<TaskCompletionSource>();

        public string Name => "held";

        public TaskCompletionSource? Current { get; private set; }

        public async Task<TaskCompletionSource> CalledAsync() => Current = await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken);

        public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string origin, CancellationToken cancellationToken) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);

        public async ValueTask StoreAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken)
        {
            var call = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _calls.Writer.WriteAsync(call, cancellationToken);
            await call.Task;
        }
    }
}
