using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;
using Takumi.Observability.Weaving.Tests.Debugging.Interop;

namespace Takumi.Observability.Weaving.Tests.Debugging;

/// <summary>A .NET program with this process as its debugger; killed on dispose.</summary>
internal sealed class DebuggedProcess : IAsyncDisposable
{
    // The program is a child of a shell, not of this process: libmscordbi asks the kernel for the end of its own process's children, and takes it away from Process.
    // It dies with its shell, and the shell with this process.
    private const string Shell = "trap '' INT; setpriv --pdeathsig KILL -- \"$0\" \"$@\" & wait";

    private readonly ServerProcess _shell;
    private readonly int _id;
    private readonly DebuggerEvents _events;
    private readonly ICorDebug _debug;

    private DebuggedProcess(ServerProcess shell, int id, DebuggerEvents events, ICorDebug debug)
    {
        _shell = shell;
        _id = id;
        _events = events;
        _debug = debug;
    }

    /// <summary>Starts a program that writes its process id and waits for its debugger, and attaches to it. The running test is skipped where that can't be done.</summary>
    /// <param name="assembly">The program's path.</param>
    /// <param name="argument">Its only argument.</param>
    /// <param name="loaded">Sees every module before any of its code runs under the debugger.</param>
    /// <param name="cancellationToken">Ends the wait, and the program.</param>
    public static async Task<DebuggedProcess> AttachAsync(string assembly, string argument, Action<ICorDebugModule> loaded, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            DebuggingIsAbsent("Stepping is measured on Linux, where the runtime brings its debugging interface along.");

        var dotnet = Path.GetFullPath(Path.Combine(DebuggingLibrary.RuntimeFolder, "..", "..", "..", "dotnet"));
        var configuration = Path.Combine(AppContext.BaseDirectory, typeof(DebuggedProcess).Assembly.GetName().Name + ".runtimeconfig.json");
        var command = new Command("sh", "-c", Shell, dotnet, "exec", "--runtimeconfig", configuration, assembly, argument);
        var shell = await ServerProcess.StartAsync(() => command, _ => Task.FromResult(true), cancellationToken);
        var id = 0;
        try
        {
            await Poll.UntilAsync(() => TryReadId(shell, out id), () => $"the program to write its process id; it wrote:{Environment.NewLine}{shell.Output}", cancellationToken);
            if (PipesOf(id).Length == 0)
                DebuggingIsAbsent("The runtime lets no debugger in: unset DOTNET_EnableDiagnostics.");

            var events = new DebuggerEvents(loaded);
            var debug = await Task.Run(() => Attach(id, events), cancellationToken).WaitAsync(Poll.Limit, cancellationToken);
            return new DebuggedProcess(shell, id, events, debug);
        }
        catch
        {
            await EndAsync(shell, id);
            throw;
        }
    }

    /// <summary>The thread that reached a breakpoint or the end of its step, while the whole process stands still; null once the process has ended.</summary>
    public async Task<ICorDebugThread?> NextStopAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _events.Stops.ReadAsync(cancellationToken).AsTask().WaitAsync(Poll.Limit, cancellationToken);
        }
        catch (ChannelClosedException closed) when (closed.InnerException is null)
        {
            return null;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Poll.Limit.TotalSeconds:0} s for the debugged program to stop or end; it wrote:{Environment.NewLine}{_shell.Output}");
        }
    }

    public void Continue() => _events.Continue();

    public async ValueTask DisposeAsync()
    {
        await EndAsync(_shell, _id);
        // Its threads stay with this process until they are told, which is allowed once the program's end has been heard of.
        await _events.Exited.WaitAsync(Poll.Limit);
        _debug.Terminate();
    }

    private static ICorDebug Attach(int processId, DebuggerEvents events)
    {
        var debug = DebuggingLibrary.CreateFor(processId);
        debug.Initialize();
        debug.SetManagedHandler(events);
        debug.DebugActiveProcess(processId, nativeToo: false);
        return debug;
    }

    private static bool TryReadId(ServerProcess shell, out int id) => int.TryParse(shell.Output, CultureInfo.InvariantCulture, out id);

    private static string[] PipesOf(int id) => Directory.GetFiles(Path.GetTempPath(), $"clr-debug-pipe-{id}-*");

    private static async Task EndAsync(ServerProcess shell, int id)
    {
        // A program that is killed leaves its pipes and its socket behind; gone before it, they don't make libmscordbi try to connect again.
        foreach (var file in PipesOf(id).Concat(Directory.GetFiles(Path.GetTempPath(), $"dotnet-diagnostic-{id}-*")))
            File.Delete(file);

        try
        {
            if (id != 0)
                Process.GetProcessById(id).Kill();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }

        await shell.DisposeAsync();
    }

    private static void DebuggingIsAbsent(string reason)
    {
        if (Environment.GetEnvironmentVariable(Executable.Variable) == "required")
            Assert.Fail(reason);

        Assert.Skip(reason);
    }
}
