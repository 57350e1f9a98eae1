using System.Collections.Concurrent;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Takumi.Observability.Npgsql.Tests.Fixtures;

/// <summary>All text of the log records that an exporter would have sent.</summary>
public sealed class LogTexts : BaseProcessor<LogRecord>
{
    private readonly ConcurrentQueue<string> _texts = new();

    public IReadOnlyCollection<string> All => _texts;

    public override void OnEnd(LogRecord data)
    {
        _texts.Enqueue($"{data.FormattedMessage} {data.Body} {data.Exception}");
        foreach (var attribute in data.Attributes ?? [])
            _texts.Enqueue($"{attribute.Key}={attribute.Value}");
    }
}
