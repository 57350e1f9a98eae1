using Microsoft.Extensions.Logging;
using Takumi.Observability.Journal;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Audit.Tests.Checkpoints;

/// <summary>A key service that does not answer, whatever its token says.</summary>
public sealed class SilentSignerTests : IDisposable
{
    private readonly PrivateFolder _folder = new();
    private readonly CapturingLoggerProvider _logs = new();
    private readonly PauseClock _time = new();
    private readonly SilentSigner _signer = new();
    private readonly ILoggerFactory _loggers;

    public SilentSignerTests() => _loggers = LoggerFactory.Create(logging => logging.AddProvider(_logs));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IEnumerable<CapturedLog> Errors => _logs.Logs.Where(log => log.Level == LogLevel.Error);

    public void Dispose()
    {
        _folder.Dispose();
        _signer.Dispose();
        _loggers.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_told_once_asked_once_and_signs_when_it_is_back(bool blocks)
    {
        _signer.Blocks = blocks;
        await using var journal = Open();
        await journal.StartAsync();
        await Poll.UntilAsync(() => _signer.Calls == 1, () => "the first call", Cancellation);
        await PassUntilAsync(() => Errors.Any());
        await PassUntilAsync(() => _time.Pauses >= 4);

        _signer.Calls.ShouldBe(1);
        Errors.ShouldHaveSingleItem().Message.ShouldBe("No audit checkpoint could be made. Records stay durable, but unattested; it is tried again every 01:30:00.");

        _signer.Answer();
        await PassUntilAsync(() => Directory.GetFiles(_folder.Combine("audit", "checkpoints")).Length > 0);
        Errors.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_stop_waits_for_it_no_longer_than_for_an_anchor()
    {
        var journal = Open();
        await journal.StartAsync();
        await Poll.UntilAsync(() => _signer.Calls == 1, () => "the first call", Cancellation);

        var stopping = journal.DisposeAsync().AsTask();
        await PassUntilAsync(() => stopping.IsCompleted);

        await stopping;
        _signer.Calls.ShouldBe(1);
        Directory.GetFiles(_folder.Combine("audit", "checkpoints")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_stop_lets_a_call_end_that_it_met_and_signs_once_more()
    {
        var journal = Open();
        await journal.StartAsync();
        await Poll.UntilAsync(() => _signer.Calls == 1, () => "the first call", Cancellation);

        var stopping = journal.DisposeAsync().AsTask();
        _signer.Answer();
        await stopping;

        Errors.ShouldBeEmpty();
        Directory.GetFiles(_folder.Combine("audit", "checkpoints")).Select(Path.GetFileName).ShouldContain("00000000000000000003.note", "genesis, start, stop");
    }

    private AuditJournal Open()
    {
        var options = new AuditJournalOptions { Signer = _signer, CheckpointInterval = PauseClock.Interval };
        return new AuditJournal(options, new JournalSettings { Directory = _folder.Combine("audit"), Service = "test" }, LocalDisk.Open(), _time, _loggers);
    }

    private Task PassUntilAsync(Func<bool> condition) => Poll.UntilAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromMinutes(10));
            return condition();
        },
        () => "what time brings",
        Cancellation);

    /// <summary>Counts the attempts to make a checkpoint: after each one begins another pause.</summary>
    private sealed class PauseClock : ManualTimeProvider
    {
        public static readonly TimeSpan Interval = TimeSpan.FromMinutes(90);

        private int _pauses;

        public int Pauses => Volatile.Read(ref _pauses);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Interval)
                Interlocked.Increment(ref _pauses);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class SilentSigner : INoteSigner, IDisposable
    {
        private readonly EcdsaNoteSigner _inner = EcdsaNoteSigner.Generate();
        private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        public bool Blocks { get; set; }

        public int Calls => Volatile.Read(ref _calls);

        public byte SignatureType => _inner.SignatureType;

        public ReadOnlyMemory<byte> PublicKey => _inner.PublicKey;

        public void Answer() => _answer.SetResult();

        public async ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            if (Blocks)
                _answer.Task.Wait(CancellationToken.None);
            else
                await _answer.Task;
            return await _inner.SignAsync(text, cancellationToken);
        }

        public void Dispose()
        {
            _answer.TrySetResult();
            _inner.Dispose();
        }
    }
}
