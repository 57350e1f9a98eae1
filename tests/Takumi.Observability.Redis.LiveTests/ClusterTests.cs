using System.Net;
using StackExchange.Redis;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Redis.LiveTests;

/// <summary>A real cluster that moves a slot, asks for it elsewhere, and loses a node.</summary>
public sealed class ClusterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_redirected_command_is_a_span_at_each_node()
    {
        await using var cluster = await RedisCluster.StartAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(cluster.First);
        var database = host.Database;
        var (first, second) = (cluster.First.Port, cluster.Second.Port);
        host.Ports(await LiveHost.TraceAsync(() => database.StringSetAsync("foo", 1))).ShouldBe([("SET", second), ("step", null)]);
        var nodes = host.Multiplexer.GetServers()[0].ClusterConfiguration!.Nodes.ToDictionary(node => ((IPEndPoint)node.EndPoint!).Port, node => node.NodeId);
        var slot = $"CLUSTER SETSLOT {host.Multiplexer.GetHashSlot("bar")}";

        await RedisCluster.SendAsync(cluster.Second, $"{slot} IMPORTING {nodes[first]}", Cancellation);
        await RedisCluster.SendAsync(cluster.First, $"{slot} MIGRATING {nodes[second]}", Cancellation);
        host.Ports(await LiveHost.TraceAsync(() => database.StringGetAsync("bar"))).ShouldBe([("GET", first), ("GET", second), ("step", null)]);

        await RedisCluster.SendAsync(cluster.Second, $"{slot} NODE {nodes[second]}", Cancellation);
        await RedisCluster.SendAsync(cluster.First, $"{slot} NODE {nodes[second]}", Cancellation);
        host.Ports(await LiveHost.TraceAsync(() => database.StringGetAsync("bar"))).ShouldBe([("GET", first), ("GET", second), ("step", null)]);
        host.Ports(await LiveHost.TraceAsync(() => database.StringGetAsync("bar"))).ShouldBe([("GET", second), ("step", null)]);
    }

    [Fact]
    public async Task What_waits_for_a_node_that_is_gone_is_seen_however_long_it_waits()
    {
        await using var cluster = await RedisCluster.StartAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(cluster.First);
        await host.Database.StringGetAsync("foo");
        await cluster.Second.KillAsync();
        await Poll.UntilAsync(() => host.Multiplexer.GetServers().Count(server => server.IsConnected) == 1, () => "the client to notice", Cancellation);

        // The other node sends it to the one that is gone, where it waits, drained around, until the client gives it up.
        var trace = await LiveHost.TraceAsync(() => Should.ThrowAsync<RedisException>(() => host.Database.StringGetAsync("foo")));

        host.Ports(trace).ShouldBe([("GET", cluster.First.Port), ("GET", cluster.Second.Port), ("step", null)]);
    }
}
