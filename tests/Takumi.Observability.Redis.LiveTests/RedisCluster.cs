using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Redis.LiveTests;

/// <summary>Two nodes that have half of the slots each: <see cref="First"/> that of the key <c>bar</c>, <see cref="Second"/> that of <c>foo</c>.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private RedisCluster(RedisServer first, RedisServer second)
    {
        First = first;
        Second = second;
    }

    public RedisServer First { get; }

    public RedisServer Second { get; }

    public static async Task<RedisCluster> StartAsync(CancellationToken cancellationToken)
    {
        var bus = LoopbackPort.Next();
        var cluster = new RedisCluster(await NodeAsync(LoopbackPort.Next(), cancellationToken), await NodeAsync(bus, cancellationToken));
        try
        {
            await SendAsync(cluster.First, "CLUSTER ADDSLOTSRANGE 0 8191", cancellationToken);
            await SendAsync(cluster.Second, "CLUSTER ADDSLOTSRANGE 8192 16383", cancellationToken);
            await SendAsync(cluster.Second, "CLUSTER SET-CONFIG-EPOCH 2", cancellationToken);
            await SendAsync(cluster.First, $"CLUSTER MEET 127.0.0.1 {cluster.Second.Port} {bus}", cancellationToken);
            await Poll.UntilAsync(token => cluster.IsUpAsync(token), () => "the nodes to know each other's slots", cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A command that says OK.</summary>
    public static async Task SendAsync(RedisServer node, string command, CancellationToken cancellationToken) =>
        (await node.SendAsync(command, cancellationToken)).ShouldBe("+OK", command);

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }

    private static Task<RedisServer> NodeAsync(int bus, CancellationToken cancellationToken) =>
        RedisServer.StartAsync(["--cluster-enabled", "yes", "--cluster-require-full-coverage", "no", "--cluster-port", $"{bus}"], cancellationToken);

    private async Task<bool> IsUpAsync(CancellationToken cancellationToken) =>
        (await First.SendAsync("GET foo", cancellationToken)).StartsWith("-MOVED", StringComparison.Ordinal) &&
        (await Second.SendAsync("GET bar", cancellationToken)).StartsWith("-MOVED", StringComparison.Ordinal);
}
