using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Logs;

namespace Takumi.Observability.Redaction;

/// <summary>
/// Puts a <see cref="RedactingScopeProvider"/> between the logger factory and OpenTelemetry's logger provider, whose records don't let
/// scopes be changed. The factory hands its scopes to every provider that asks; this one asks only to pass them on, and
/// logs nothing. Register it after OpenTelemetry's, so that its word is the last.
/// </summary>
internal sealed class ScopeRedactingLoggerProvider(IServiceProvider services, RedactionPolicy policy) : ILoggerProvider, ISupportExternalScope
{
    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider)
    {
        // Not in the constructor: the providers are being built then, and this is one of them.
        foreach (var provider in services.GetServices<ILoggerProvider>().OfType<OpenTelemetryLoggerProvider>())
            ((ISupportExternalScope)provider).SetScopeProvider(new RedactingScopeProvider(scopeProvider, policy));
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => NullLogger.Instance;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
