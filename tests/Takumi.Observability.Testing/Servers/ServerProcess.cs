using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Takumi.Observability.Testing.Servers;

/// <summary>A server that runs beside the tests: started, waited for by its own protocol, stopped by its process id.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process = new();
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _exited;

    private ServerProcess(Command command)
    {
        _process.StartInfo = command.EndingWithItsParent().StartInfo();
        _process.OutputDataReceived += (_, line) => Capture(line.Data);
        _process.ErrorDataReceived += (_, line) => Capture(line.Data);
        // A thread of its own, because the kernel ends the server with the thread that started it: this one lives until the server has ended.
        _exited = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public int Id => _process.Id;

    /// <summary>What the server has written to its standard output and error so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts a server and returns once it answers.</summary>
    /// <param name="command">Asked for again after a server that ended before it was ready: between choosing a free port and listening there, another process may take it.</param>
    /// <param name="isReady">One attempt to speak the server's protocol; an <see cref="IOException"/> or <see cref="HttpRequestException"/> means "not yet".</param>
    /// <param name="cancellationToken">Ends the wait, and the server.</param>
    /// <exception cref="InvalidOperationException">The server ended three times before it was ready; the message holds its output.</exception>
    public static async Task<ServerProcess> StartAsync(Func<Command> command, Func<CancellationToken, Task<bool>> isReady, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = new ServerProcess(command());
            try
            {
                await server._started.Task;
                await Poll.UntilAsync(token => server.IsReadyAsync(isReady, token), () => $"{server._process.StartInfo.FileName} to answer:{Environment.NewLine}{server.Output}", cancellationToken);
                return server;
            }
            catch (ServerEndedException) when (attempt < 3)
            {
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    public void Send(Signal signal)
    {
        if (kill(Id, (int)signal) != 0)
            throw new InvalidOperationException($"Signal {signal} to process {Id}: errno {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Ends the server and its children as a crash would.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _exited;
    }

    /// <summary>Asks the server to stop, and kills it when it doesn't.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_exited.IsCompleted)
        {
            // A frozen server can't hear.
            _ = kill(Id, (int)Signal.Continue);
            _ = kill(Id, (int)Signal.Interrupt);
            await Task.WhenAny(_exited, Task.Delay(TimeSpan.FromSeconds(10)));
        }

        if (!_exited.IsCompleted)
            await KillAsync();

        _process.Dispose();
    }

    private void Run()
    {
        try
        {
            _process.Start();
        }
        catch (Exception exception)
        {
            _started.SetException(exception);
            return;
        }

        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _started.SetResult();
        _process.WaitForExit();
    }

    private async Task<bool> IsReadyAsync(Func<CancellationToken, Task<bool>> isReady, CancellationToken cancellationToken)
    {
        if (_exited.IsCompleted)
            throw new ServerEndedException($"The server ended with exit code {_process.ExitCode} before it was ready:{Environment.NewLine}{Output}");

        try
        {
            return await isReady(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private void Capture(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int processId, int signal);

    private sealed class ServerEndedException(string message) : InvalidOperationException(message);
}
