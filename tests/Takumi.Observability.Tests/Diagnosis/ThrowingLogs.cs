using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Takumi.Observability.Tests.Diagnosis;

/// <summary>A logger whose disk is full.</summary>
/// <param name="category">Of this category; null: of every one.</param>
internal sealed class ThrowingLogs(string? category = null) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => category is null || category == categoryName ? this : NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        throw new IOException("disk full");

    public void Dispose()
    {
    }
}
