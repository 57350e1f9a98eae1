using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using StackExchange.Redis.Profiling;

namespace Takumi.Observability.Redis.Tests.Fakes;

/// <summary>Puts completed commands into sessions and takes them out: what the client does inside, out of a test's reach.</summary>
public sealed class FakeProfiler
{
    private readonly ConditionalWeakTable<ProfilingSession, ConcurrentQueue<IProfiledCommand>> _completed = [];

    public void Complete(ProfilingSession session, IProfiledCommand command) => _completed.GetOrCreateValue(session).Enqueue(command);

    public IEnumerable<IProfiledCommand> Take(ProfilingSession session)
    {
        if (!_completed.TryGetValue(session, out var commands))
            yield break;
        while (commands.TryDequeue(out var command))
            yield return command;
    }
}
