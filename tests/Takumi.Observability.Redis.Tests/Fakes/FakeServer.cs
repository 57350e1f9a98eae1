using System.Net;
using System.Reflection;
using StackExchange.Redis;

namespace Takumi.Observability.Redis.Tests.Fakes;

/// <summary>A server that answers a ping as the test says.</summary>
public class FakeServer : DispatchProxy
{
    private Func<Task<TimeSpan>> _ping = null!;
    private EndPoint _endPoint = null!;
    private bool _isReplica, _isConnected;

    public static IServer Create(string host, Func<Task<TimeSpan>> ping, bool isReplica = false, bool isConnected = true)
    {
        var server = Create<IServer, FakeServer>();
        var fake = (FakeServer)(object)server;
        (fake._endPoint, fake._ping, fake._isReplica, fake._isConnected) = (new DnsEndPoint(host, 6379), ping, isReplica, isConnected);
        return server;
    }

    public static IServer Answering(string host, bool isReplica = false) => Create(host, () => Task.FromResult(TimeSpan.FromMilliseconds(1.5)), isReplica);

    public static IServer Silent(string host, bool isReplica = false) =>
        Create(host, () => Task.FromException<TimeSpan>(new RedisConnectionException(ConnectionFailureType.SocketFailure, "no, password=hunter2")), isReplica);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "PingAsync" => _ping(),
        "get_EndPoint" => _endPoint,
        "get_IsReplica" => _isReplica,
        "get_IsConnected" => _isConnected,
        var name => throw new NotSupportedException($"Nobody said that {name} is called."),
    };
}
