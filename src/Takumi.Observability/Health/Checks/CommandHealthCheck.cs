using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Takumi.Observability.Health.Checks;

/// <summary>
/// Whether a program ends with exit code 0. No shell: the arguments arrive as they are. A program that is over its time is killed with what it has started,
/// and the check ends when it is gone, so that no second one is started beside it.
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
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        return process.ExitCode == 0
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(failure, $"{executable} ended with exit code {process.ExitCode}: {await output.ReadAsync().ConfigureAwait(false)}");
    }
}
