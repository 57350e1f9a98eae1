using Microsoft.Extensions.Logging;
using Takumi.Observability.Diagnosis;

namespace Takumi.Observability.Auditing;

/// <summary>The sink that is always there: one structured log record an event, in a category that no filter takes away.</summary>
internal sealed class AuditLogger(ILoggerFactory loggers, LossReport losses)
{
    public const string Category = "Takumi.Observability.Audit";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    /// <returns>What a logger threw; null when all took the record.</returns>
    public Exception? Write(AuditRecord record)
    {
        try
        {
            _logger.Log(LogLevel.Information, default, new AuditLogState(record), exception: null, static (state, _) => state.ToString());
            return null;
        }
        catch (Exception exception)
        {
            losses.Lost(TelemetrySignal.Audit, LossReason.ExportFailed, 1, $"A logger threw {exception.GetType()}: not every log has the audit record.");
            return exception;
        }
    }
}
