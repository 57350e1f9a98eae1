using System.Net.Sockets;
using System.Text;

namespace Takumi.Observability.Testing.Servers;

/// <summary>A private redis-server on a loopback port, without persistence.</summary>
public sealed class RedisServer : IServer<RedisServer>
{
    private static readonly Executable s_program = new("redis-server", "redis-server");

    private readonly PrivateFolder _folder = new();
    private readonly IReadOnlyList<string> _arguments;
    private ServerProcess? _process;

    private RedisServer(IReadOnlyList<string> arguments) => _arguments = arguments;

    public int Port { get; private set; }

    public ServerProcess Process => _process ?? throw new InvalidOperationException("The server has not started.");

    public static Task<RedisServer> StartAsync(CancellationToken cancellationToken = default) => StartAsync([], cancellationToken);

    /// <param name="arguments">Further ones of redis-server, for example <c>--cluster-enabled yes</c>, a word each.</param>
    /// <param name="cancellationToken">Ends the wait, and the server.</param>
    public static async Task<RedisServer> StartAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        s_program.Require();
        var server = new RedisServer(arguments);
        try
        {
            await server.RunAsync(LoopbackPort.Next, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the server as a crash would; the data is lost.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>Starts the server again, after <see cref="KillAsync"/> or while it runs, empty, on the same port.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await Process.DisposeAsync();
        await RunAsync(() => Port, cancellationToken);
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
        if (_process is not null)
            await _process.DisposeAsync();

        _folder.Dispose();
    }

    private async Task RunAsync(Func<int> port, CancellationToken cancellationToken) => _process = await ServerProcess.StartAsync(
        () => new Command(s_program.Require(), ["--bind", "127.0.0.1", "--port", $"{Port = port()}", "--save", "", "--appendonly", "no", "--dir", _folder.Path, .. _arguments]),
        async token => await SendAsync("PING", token) == "+PONG",
        cancellationToken);
}
