using Microsoft.Extensions.Logging;

namespace Takumi.Observability.Auditing;

/// <summary>The sink that is always there: one structured log record an event, in a category that no filter takes away.</summary>
internal sealed class AuditLogger(ILoggerFactory loggers)
{
    public const string Category = "Takumi.Observability.Audit";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public void Write(AuditRecord record) =>
        _logger.Log(LogLevel.Information, default, new AuditLogState(record), exception: null, static (state, _) => state.ToString());
}
