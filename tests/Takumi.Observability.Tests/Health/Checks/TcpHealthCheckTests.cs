using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Tests.Health.Checks;

public sealed class TcpHealthCheckTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Somebody_who_accepts_is_healthy_and_is_left_at_once(string host)
    {
        using var listener = Listen();

        var result = await OneCheck.RunAsync(checks => checks.AddTcp("rpc", host, Port(listener)), Cancelled);

        result.Status.ShouldBe(HealthStatus.Healthy);
        using var accepted = await listener.AcceptSocketAsync(Cancelled);
        (await accepted.ReceiveAsync(new byte[1], Cancelled)).ShouldBe(0);
    }

    [Fact]
    public async Task Nobody_there_is_unhealthy()
    {
        var port = LoopbackPort.Next();

        var result = await OneCheck.RunAsync(checks => checks.AddTcp("rpc", "127.0.0.1", port), Cancelled);

        result.Status.ShouldBe(HealthStatus.Unhealthy);
        result.Description.ShouldBe($"127.0.0.1:{port} accepts no connection: ConnectionRefused.");
    }

    [Fact]
    public async Task A_flood_of_probes_on_a_black_hole_costs_one_connection_attempt_at_a_time()
    {
        // A listener whose queue is full drops every further SYN: a connection neither comes about nor fails.
        using var hole = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        hole.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        hole.Listen(0);
        using var queued = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await queued.ConnectAsync(hole.LocalEndPoint!, Cancelled);
        var port = ((IPEndPoint)hole.LocalEndPoint!).Port;
        await using var service = await HealthService.StartAsync(checks => checks.AddTcp("database", "127.0.0.1", port, TimeSpan.FromSeconds(2)));

        for (var second = 0; second < 3; second++)
        {
            await service.BeginAsync();
            var flood = Enumerable.Range(0, 1000).Select(_ => service.AskAsync()).ToList();
            await Poll.UntilAsync(() => Attempts(port) == 1, () => $"one attempt, and there are {Attempts(port)}", Cancelled);
            flood.ShouldAllBe(answer => !answer.IsCompleted);
            service.Time.Advance(TimeSpan.FromSeconds(2));
            (await Task.WhenAll(flood)).ShouldAllBe(answer => answer.StatusCode == 503);
            await Poll.UntilAsync(() => Attempts(port) == 0, () => $"none left, and there are {Attempts(port)}", Cancelled);
            service.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Theory]
    [InlineData("", "db", 1, "host")]
    [InlineData("name", "", 1, "host")]
    [InlineData("name", "db", 0, "port")]
    [InlineData("name", "db", 65536, "port")]
    public void What_can_t_be_used_is_refused(string name, string host, int port, string parameter) =>
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddHealthChecks().AddTcp(name, host, port)).ParamName.ShouldBe(name.Length == 0 ? "name" : parameter);

    [Fact]
    public void A_timeout_of_nothing_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new ServiceCollection().AddHealthChecks().AddTcp("rpc", "db", 1, TimeSpan.Zero)).Message.ShouldStartWith("The timeout of health check 'rpc' has to be above zero.");

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    // Linux: remote address, state 02 (SYN_SENT).
    private static int Attempts(int port) => File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6"))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Count(fields => fields.Length > 3 && fields[2].EndsWith($":{port:X4}", StringComparison.Ordinal) && fields[3] == "02");
}
