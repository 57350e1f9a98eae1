using System.Diagnostics;
using System.Globalization;

namespace RestoreDrill;

/// <summary>A running <see cref="Service"/>, seen from outside.</summary>
internal sealed class ServiceProcess : IDisposable
{
    /// <summary>What the service says when its journal has let it start.</summary>
    public const string Started = "started";

    private readonly Process _process;

    private ServiceProcess(Process process, string answer) => (_process, Answer) = (process, answer);

    /// <summary><see cref="Started"/>, or why the start was refused.</summary>
    public string Answer { get; }

    public static async Task<ServiceProcess> StartAsync(Places places)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["service", .. places.ToArguments()]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        return new ServiceProcess(process, await ReadAsync(process));
    }

    /// <summary>Has records written, and returns the size of the checkpoint that covers them.</summary>
    public async Task<long> WriteAsync(int records)
    {
        await _process.StandardInput.WriteLineAsync(records.ToString(CultureInfo.InvariantCulture));
        await _process.StandardInput.FlushAsync();
        return long.Parse(await ReadAsync(_process), CultureInfo.InvariantCulture);
    }

    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGKILL: the service has no chance to write or sign anything more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>A drill that ended early leaves no service behind.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static async Task<string> ReadAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync() ?? throw new BrokenPromiseException("The service ended without an answer; its error output stands above.");
}
