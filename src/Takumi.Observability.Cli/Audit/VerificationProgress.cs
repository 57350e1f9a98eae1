using Spectre.Console;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary>A progress bar on the error stream, where that is a terminal and nobody parses the output.</summary>
internal static class VerificationProgress
{
    public static async Task<AuditVerification> ShowAsync(TextWriter error, bool isJson, Func<IProgress<AuditVerificationProgress>?, Task<AuditVerification>> verify)
    {
        var console = Consoles.For(error);
        if (isJson || !console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal)
            return await verify(null);

        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => verify(new Bar(context.AddTask("verifying"))));
    }

    /// <summary>Unlike <see cref="Progress{T}"/> it reports on the calling thread: nothing arrives after the end.</summary>
    private sealed class Bar(ProgressTask task) : IProgress<AuditVerificationProgress>
    {
        public void Report(AuditVerificationProgress value)
        {
            if (value.Locating)
                task.Description = "locating the fault";
            task.MaxValue = Math.Max(1, value.TotalBytes);
            task.Value = value.BytesRead;
        }
    }
}
