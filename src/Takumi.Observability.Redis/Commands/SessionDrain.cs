using System.Diagnostics;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Diagnosis;

namespace Takumi.Observability.Commands;

/// <summary>Takes the completed commands out of a session and makes telemetry of them. Thread safe: a command comes out once. Never throws.</summary>
/// <param name="time">The collector's clock.</param>
/// <param name="losses">Told of what could not be kept.</param>
/// <param name="take">Takes the completed commands out of a session.</param>
internal sealed class SessionDrain(TimeProvider time, LossReport losses, Func<ProfilingSession, IEnumerable<IProfiledCommand>> take)
{
    /// <summary>Returns when all that had completed is telemetry, also what somebody else was at: a parent that ends meanwhile is not to be exported before its commands.</summary>
    /// <returns>How many commands have left the session.</returns>
    public long Drain(CommandSession session)
    {
        lock (session)
            return DrainAlone(session);
    }

    public void Lost(bool isTraced, long count, string detail)
    {
        if (isTraced)
            losses.Lost(TelemetrySignal.Traces, LossReason.QueueFull, count, detail);
        if (RedisMetrics.Enabled)
            losses.Lost(TelemetrySignal.Metrics, LossReason.QueueFull, count, detail);
    }

    private long DrainAlone(CommandSession session)
    {
        long left = 0;
        var current = Activity.Current;
        foreach (var command in take(session.Profiling))
        {
            // One that is sent again did not enter again: it leaves once, with its last profile.
            if (Redirect.IsLastOf(command))
                left++;
            Record(command, session);
        }

        if (Activity.Current != current)
            Activity.Current = current;
        if (left == 0)
            return 0;
        session.LastLeft = time.GetTimestamp();
        session.Leave(left);
        return left;
    }

    private void Record(IProfiledCommand command, CommandSession session)
    {
        try
        {
            // A command of nobody's must not become the child of whoever drains. It saves a change of context at each span's end, too.
            if (Activity.Current is not null)
                Activity.Current = null;
            CommandRecorder.Record(command, session.ParentContext, session.IsTraced);
        }
        catch (Exception exception)
        {
            // A processor, a sampler or a listener of the application. On the timer's thread it would end the process.
            Lost(session.IsTraced, 1, $"What listens to Redis commands threw {exception.GetType().Name}.");
        }
    }
}
