using System.Reflection;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Takumi.Observability.Redis.Tests.Fakes;

/// <summary>A multiplexer without a connection: its profiler slot, its events, its state, and servers that are fakes, too.</summary>
public class FakeMultiplexer : DispatchProxy
{
    private readonly Dictionary<string, Delegate?> _handlers = [];

    public bool IsConnected { get; set; } = true;

    public IServer[] Servers { get; set; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>What the client would call for each command.</summary>
    public Func<ProfilingSession?>? Profiler { get; private set; }

    /// <summary>The fake as what it stands for.</summary>
    public IConnectionMultiplexer Multiplexer => (IConnectionMultiplexer)(object)this;

    public static FakeMultiplexer Create() => (FakeMultiplexer)(object)Create<IConnectionMultiplexer, FakeMultiplexer>();

    public void Raise(string @event, EventArgs arguments) => _handlers[@event]?.DynamicInvoke(this, arguments);

    public bool IsHeard(string @event) => _handlers.GetValueOrDefault(@event) is not null;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case "RegisterProfiler":
                Profiler = (Func<ProfilingSession?>)args![0]!;
                return null;
            case "get_IsConnected":
                return IsConnected;
            case "GetServers":
                return Servers;
            case "DisposeAsync":
                IsDisposed = true;
                return ValueTask.CompletedTask;
            case var add when add.StartsWith("add_", StringComparison.Ordinal):
                _handlers[add[4..]] = Delegate.Combine(_handlers.GetValueOrDefault(add[4..]), (Delegate?)args![0]);
                return null;
            case var remove when remove.StartsWith("remove_", StringComparison.Ordinal):
                _handlers[remove[7..]] = Delegate.Remove(_handlers.GetValueOrDefault(remove[7..]), (Delegate?)args![0]);
                return null;
            default:
                throw new NotSupportedException($"Nobody said that {targetMethod.Name} is called.");
        }
    }
}
