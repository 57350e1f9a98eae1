using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Journal;

/// <summary>A clock that can be set while time goes on: what it shows is set off against what has passed.</summary>
internal sealed class SettableClock : TimeProvider
{
    private readonly ManualTimeProvider _passing = new();

    public TimeSpan Set { get; set; }

    public override long TimestampFrequency => _passing.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _passing.GetUtcNow() + Set;

    public override long GetTimestamp() => _passing.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _passing.CreateTimer(callback, state, dueTime, period);

    public void Advance(TimeSpan by) => _passing.Advance(by);
}
