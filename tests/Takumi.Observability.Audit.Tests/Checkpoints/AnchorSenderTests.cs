using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Audit.Tests.Storage;
using Takumi.Observability.Auditing;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Format;
using Takumi.Observability.Notes;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Checkpoints;

/// <summary>What an anchor can rely on, whatever it does.</summary>
public sealed class AnchorSenderTests
{
    private const string Origin = "takumi.audit/test/0f8fad5bd9cb469fa16570867728950e";

    [Fact]
    public async Task An_anchor_that_does_not_come_back_is_called_once()
    {
        var time = new AttemptClock();
        var anchor = new StuckAnchor();
        await using var sender = new AnchorSender(anchor, "audit", new RecordingDisk(), new JournalLayout("/journal"), _ => { }, time, NullLogger.Instance);
        await sender.ReadAsync(Origin, TestContext.Current.CancellationToken);
        sender.Start();
        sender.Offer(new AuditCheckpoint(Origin, 5, new byte[32], "note\n"u8.ToArray(), time.GetUtcNow()));

        await AdvanceUntilAsync(() => time.Attempts >= 4, "four attempts");
        anchor.Calls.ShouldBe(1, "the first one is still under way");
        anchor.Release.SetResult();
        var flushed = sender.FlushAsync();
        await AdvanceUntilAsync(() => flushed.IsCompleted, "the anchor to confirm");
        anchor.Calls.ShouldBe(2);

        Task AdvanceUntilAsync(Func<bool> condition, string what) => Poll.UntilAsync(
            () =>
            {
                if (!condition())
                    time.Clock.Advance(TimeSpan.FromSeconds(30));
                return condition();
            },
            () => what,
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_flush_does_not_wait_out_the_pause_after_a_failure()
    {
        var anchor = new StuckAnchor { Failure = new IOException("away") };
        await using var sender = new AnchorSender(anchor, "audit", new RecordingDisk(), new JournalLayout("/journal"), _ => { }, new ManualTimeProvider(), NullLogger.Instance);
        await sender.ReadAsync(Origin, TestContext.Current.CancellationToken);
        sender.Start();
        sender.Offer(new AuditCheckpoint(Origin, 5, new byte[32], "note\n"u8.ToArray(), default));
        await Poll.UntilAsync(() => anchor.Calls == 1, () => "the failure", TestContext.Current.CancellationToken);

        anchor.Failure = null;
        anchor.Release.SetResult();
        var flushed = sender.FlushAsync();
        await Poll.UntilAsync(() => flushed.IsCompleted, () => "the anchor to confirm", TestContext.Current.CancellationToken);
        anchor.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task An_anchor_that_blocks_holds_up_no_stop()
    {
        using var gate = new ManualResetEventSlim();
        var anchor = new BlockingAnchor(gate);
        var sender = new AnchorSender(anchor, "audit", new RecordingDisk(), new JournalLayout("/journal"), _ => { }, new ManualTimeProvider(), NullLogger.Instance);
        await sender.ReadAsync(Origin, TestContext.Current.CancellationToken);
        sender.Start();
        sender.Offer(new AuditCheckpoint(Origin, 5, new byte[32], "note\n"u8.ToArray(), default));
        await anchor.Called.Task.WaitAsync(TestContext.Current.CancellationToken);

        await sender.DisposeAsync();
        gate.IsSet.ShouldBeFalse();
        gate.Set();
        await anchor.Left.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_flush_does_not_wait_for_an_anchor_that_the_journal_must_not_be_sent_to()
    {
        var signed = SignedNote.SignAsync(new Checkpoint(Origin, 9, default).ToText(), Origin, EcdsaNoteSigner.Generate(), TestContext.Current.CancellationToken);
        var anchor = new StuckAnchor { Held = await signed };
        var refused = new TaskCompletionSource<string>();
        await using var sender = new AnchorSender(anchor, "audit", new RecordingDisk(), new JournalLayout("/journal"), refused.SetResult, new ManualTimeProvider(), NullLogger.Instance);
        sender.Start();
        sender.Offer(new AuditCheckpoint(Origin, 5, new byte[32], "note\n"u8.ToArray(), default));
        (await refused.Task).ShouldStartWith("The checkpoint at anchor 'stuck' covers 9 records that this journal does not have");

        var flushed = sender.FlushAsync();
        await Poll.UntilAsync(() => flushed.IsCompleted, () => "the flush", TestContext.Current.CancellationToken);
        anchor.Calls.ShouldBe(0);
    }

    /// <summary>Counts the attempts to send: each is given half a minute.</summary>
    private sealed class AttemptClock : TimeProvider
    {
        private int _attempts;

        public ManualTimeProvider Clock { get; } = new();

        public int Attempts => Volatile.Read(ref _attempts);

        public override long TimestampFrequency => Clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Clock.GetUtcNow();

        public override long GetTimestamp() => Clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == TimeSpan.FromSeconds(30))
                Interlocked.Increment(ref _attempts);
            return Clock.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class StuckAnchor : IAuditAnchor
    {
        private int _calls;

        public string Name => "stuck";

        public int Calls => Volatile.Read(ref _calls);

        public IOException? Failure { get; set; }

        public byte[]? Held { get; init; }

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string origin, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Held is { } note ? note.AsMemory() : default(ReadOnlyMemory<byte>?));

        public async ValueTask StoreAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            if (Failure is { } failure)
                throw failure;
            await Release.Task;
        }
    }

    /// <summary>As one over a library that knows no asynchronous calls.</summary>
    private sealed class BlockingAnchor(ManualResetEventSlim gate) : IAuditAnchor
    {
        public string Name => "blocking";

        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string origin, CancellationToken cancellationToken) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);

        public ValueTask StoreAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken)
        {
            Called.SetResult();
            gate.Wait(CancellationToken.None);
            Left.SetResult();
            return ValueTask.CompletedTask;
        }
    }
}
