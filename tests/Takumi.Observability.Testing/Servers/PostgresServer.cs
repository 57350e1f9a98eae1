using System.Globalization;

namespace Takumi.Observability.Testing.Servers;

/// <summary>A private PostgreSQL cluster (version 15 on Debian 12) on a loopback port; user <c>postgres</c>, no password, durable across a crash of the server but not of the machine.</summary>
public sealed class PostgresServer : IServer<PostgresServer>
{
    private static readonly Executable s_initdb = new("initdb", "postgresql", DebianFolder());

    private readonly PrivateFolder _folder = new();
    private readonly string _programs;
    private readonly IReadOnlyList<string> _settings;
    private ServerProcess? _process;
    private int _databases;

    private PostgresServer(string programs, IReadOnlyList<string> settings)
    {
        _programs = programs;
        _settings = settings;
    }

    public int Port { get; private set; }

    public ServerProcess Process => _process ?? throw new InvalidOperationException("The server has not started.");

    public static Task<PostgresServer> StartAsync(CancellationToken cancellationToken = default) => StartAsync([], cancellationToken);

    /// <param name="settings">Lines of postgresql.conf as <c>name=value</c>, for example <c>wal_level=logical</c>.</param>
    /// <param name="cancellationToken">Ends the wait, and the server.</param>
    public static async Task<PostgresServer> StartAsync(IReadOnlyList<string> settings, CancellationToken cancellationToken = default)
    {
        var initdb = s_initdb.Require();
        // A link on the PATH leads to the folder where PostgreSQL's other programs are.
        var programs = Path.GetDirectoryName(File.ResolveLinkTarget(initdb, returnFinalTarget: true)?.FullName ?? initdb)!;
        var server = new PostgresServer(programs, settings);
        try
        {
            await server.CreateClusterAsync(cancellationToken);
            await server.RunAsync(LoopbackPort.Next, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public string ConnectionString(string database = "postgres") => $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}";

    /// <summary>Creates an empty database, so that tests that share the server don't see each other; returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name}", cancellationToken: cancellationToken);
        return ConnectionString(name);
    }

    /// <summary>Runs SQL by psql, outside the application's connections, and returns the rows: a line each, columns separated by <c>|</c>.</summary>
    public async Task<string> ExecuteAsync(string sql, string database = "postgres", CancellationToken cancellationToken = default)
    {
        var psql = Client("psql", "--dbname", database, "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", "--file", "-");
        return (await psql.RunAsync(sql, cancellationToken)).EnsureSuccess().Output.TrimEnd();
    }

    /// <summary>Ends the server as a crash would; the data stays.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>Starts the server again, after <see cref="KillAsync"/> or while it runs, on the same port with the same data.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await Process.DisposeAsync();
        await RunAsync(() => Port, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();

        _folder.Dispose();
    }

    /// <summary>Debian installs the versions side by side, none of them on the PATH: the newest.</summary>
    private static string? DebianFolder()
    {
        var versions = new DirectoryInfo("/usr/lib/postgresql");
        return versions.Exists ? versions.GetDirectories().OrderByDescending(version => int.Parse(version.Name, CultureInfo.InvariantCulture)).Select(version => Path.Combine(version.FullName, "bin")).FirstOrDefault() : null;
    }

    private async Task CreateClusterAsync(CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
            (await new Command("chown", "postgres:", _folder.Path).RunAsync(cancellationToken: cancellationToken)).EnsureSuccess();

        var initdb = Server("initdb", "--pgdata", _folder.Combine("data"), "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync");
        (await initdb.RunAsync(cancellationToken: cancellationToken)).EnsureSuccess();
    }

    private async Task RunAsync(Func<int> port, CancellationToken cancellationToken) =>
        _process = await ServerProcess.StartAsync(() => Postgres(Port = port()), IsReadyAsync, cancellationToken);

    private Command Postgres(int port)
    {
        // fsync off: the kernel keeps what a killed server wrote, and no test pulls the plug.
        string[] settings = [$"port={port}", "listen_addresses=127.0.0.1", $"unix_socket_directories={_folder.Path}", "fsync=off", .. _settings];
        return Server("postgres", ["-D", _folder.Combine("data"), .. settings.SelectMany(setting => new[] { "-c", setting })]);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        (await Client("pg_isready").RunAsync(cancellationToken: cancellationToken)).ExitCode == 0;

    private Command Client(string program, params IReadOnlyList<string> arguments) =>
        new(Path.Combine(_programs, program), ["--host", "127.0.0.1", "--port", $"{Port}", "--username", "postgres", .. arguments]);

    /// <summary>PostgreSQL's own programs refuse to run as root, which is what a container's tests run as.</summary>
    private Command Server(string program, params IReadOnlyList<string> arguments)
    {
        var command = new Command(Path.Combine(_programs, program), arguments) { WorkingFolder = _folder.Path };
        return Environment.IsPrivilegedProcess ? command.As("postgres") : command;
    }
}
