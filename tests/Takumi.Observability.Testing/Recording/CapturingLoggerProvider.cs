using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Takumi.Observability.Testing.Recording;

/// <summary>Keeps what is logged: <c>builder.Logging.AddProvider(logs)</c>. Takes every level; the application's filters come before it.</summary>
[ProviderAlias("Capturing")]
public sealed class CapturingLoggerProvider : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<CapturedLog> _logs = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyList<CapturedLog> Logs => [.. _logs];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <summary>Returns the first record, past or to come, that a test is looking for.</summary>
    /// <exception cref="TimeoutException">There was none; the message holds what was logged.</exception>
    public async Task<CapturedLog> WaitForAsync(Func<CapturedLog, bool> condition, CancellationToken cancellationToken = default)
    {
        await Poll.UntilAsync(
            () => _logs.Any(condition),
            () => $"a log record among:{Environment.NewLine}{string.Join(Environment.NewLine, _logs.Select(log => $"{log.Level} {log.Category}: {log.Message}"))}",
            cancellationToken);
        return _logs.First(condition);
    }

    public void Dispose()
    {
    }

    private sealed class Logger(CapturingLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => provider._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = new Dictionary<string, object?>();
            foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
                values[name] = value;

            var scopes = new List<object?>();
            provider._scopes.ForEachScope((scope, list) => list.Add(scope), scopes);
            provider._logs.Enqueue(new CapturedLog(category, logLevel, eventId, formatter(state, exception), exception, values, scopes));
        }
    }
}
