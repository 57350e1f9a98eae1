using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Checkpoints;

/// <summary>A clock that a test moves, and that knows whether the sweep of one journal is over: it is when the sweep waits for its next hour.</summary>
internal sealed class SweepClock : ManualTimeProvider
{
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    private int _waiting;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != s_interval)
            return base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref _waiting);
        return base.CreateTimer(
            fired =>
            {
                Interlocked.Decrement(ref _waiting);
                callback(fired);
            },
            state,
            dueTime,
            period);
    }

    /// <summary>Lets time pass, hour by hour, each with its sweep.</summary>
    public async Task PassUntilAsync(DateTimeOffset end)
    {
        await SweptAsync();
        while (GetUtcNow() < end)
        {
            var rest = end - GetUtcNow();
            Advance(rest < s_interval ? rest : s_interval);
            await SweptAsync();
        }
    }

    /// <summary>The sweep was stopped, and does not wait any more.</summary>
    public void Stopped() => Volatile.Write(ref _waiting, 0);

    private Task SweptAsync() => Poll.UntilAsync(() => Volatile.Read(ref _waiting) == 1, () => "the sweep to be over", TestContext.Current.CancellationToken);
}
