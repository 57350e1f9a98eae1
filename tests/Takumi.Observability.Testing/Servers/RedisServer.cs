using System.Net.Sockets;
using System.Text;

namespace Takumi.Observability.Testing.Servers;

/// <summary>A private redis-server on a loopback port, without persistence.</summary>
public sealed class RedisServer : IServer<RedisServer>
{
    private static readonly Executable s_program = new("redis-server", "redis-server");

    private readonly PrivateFolder _folder = new();
    private ServerProcess? _process;

    private RedisServer()
    {
    }

    public int Port { get; private set; }

    public ServerProcess Process => _process ?? throw new InvalidOperationException("The server has not started.");

    public static async Task<RedisServer> StartAsync(CancellationToken cancellationToken = default)
    {
        var program = s_program.Require();
        var server = new RedisServer();
        server._process = await ServerProcess.StartAsync(
            () => new Command(program, "--bind", "127.0.0.1", "--port", $"{server.Port = LoopbackPort.Next()}", "--save", "", "--appendonly", "no", "--dir", server._folder.Path),
            async token => await server.SendAsync("PING", token) == "+PONG",
            cancellationToken);
        return server;
    }

    /// <summary>One inline command on a connection of its own, as redis-cli would send it; returns the first line of the answer, in the protocol's own form.</summary>
    public async Task<string> SendAsync(string command, CancellationToken cancellationToken = default)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), cancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync(cancellationToken) ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }
}
