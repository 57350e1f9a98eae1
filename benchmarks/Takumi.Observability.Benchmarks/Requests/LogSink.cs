using System.Text;
using Microsoft.Extensions.Logging;

namespace Takumi.Observability.Benchmarks.Requests;

/// <summary>A logger that does what a structured one does before it writes: formats the message and reads every value.</summary>
internal sealed class LogSink : ILoggerProvider, ILogger
{
    [ThreadStatic] private static StringBuilder? t_line;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = (t_line ??= new StringBuilder(2048)).Clear().Append(formatter(state, exception));
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
            return;
        for (var i = 0; i < values.Count; i++)
            line.Append(values[i].Key).Append('=').Append(values[i].Value);
    }

    public void Dispose()
    {
    }
}
