using System.Collections.Concurrent;
using System.Text.Json;

namespace Quickstart.Report;

/// <summary>Keeps the audit records that the service logs, as JSON, and shows warnings as they come.</summary>
public sealed class AuditLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IEnumerable<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning || category == "Takumi.Observability.Audit";

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (category == "Takumi.Observability.Audit" && state is IEnumerable<KeyValuePair<string, object?>> values)
                lines.Enqueue(JsonSerializer.Serialize(values.Where(value => value.Key != "{OriginalFormat}").ToDictionary()));
            else if (category.StartsWith("Takumi", StringComparison.Ordinal))
                Console.WriteLine(formatter(state, exception));
        }
    }
}
