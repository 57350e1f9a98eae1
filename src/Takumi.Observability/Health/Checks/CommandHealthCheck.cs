using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Takumi.Observability.Health.Checks;

/// <summary>
/// Whether a program ends with exit code 0. No shell: the arguments arrive as they are. A program that is over its time is killed with what it has started,
/// or runs when the host ends, and the check ends when it is gone, so that no second one is started beside it.
/// </summary>
internal sealed class CommandHealthCheck(string executable, IReadOnlyList<string> arguments) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failure = context.Registration.FailureStatus;
        using var process = new Process { StartInfo = new ProcessStartInfo(executable, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true } };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            return new HealthCheckResult(failure, $"{executable} could not be started: {exception.Message}.", exception);
        }

        process.StandardInput.Close();
        var output = new CommandOutput(process);
        // By whoever cancels, not after it: at the end of the host no other thread may come to it before the process is over, and the program would live on.
        using (cancellationToken.UnsafeRegister(static started => Kill((Process)started!), process))
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        return process.ExitCode == 0
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(failure, $"{executable} ended with exit code {process.ExitCode}: {await output.ReadAsync().ConfigureAwait(false)}");
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is Win32Exception or AggregateException or InvalidOperationException)
        {
            // It runs as somebody else by now, or is over: what can't be killed is waited for.
        }
    }
}
