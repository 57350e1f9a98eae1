using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Takumi.Observability;
using Takumi.Observability.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Structured logs on standard output.</summary>
public static class TakumiJsonConsoleExtensions
{
    /// <summary>
    /// Has the console logger write one JSON object a line, redacted: timestamp, level, service, environment, version, message, category, traceId, spanId, then what scopes and message hold
    /// (requestId, path, method, statusCode, duration_ms of ASP.NET Core's own records among them), and the exception. Takes the place of the console's usual format.
    /// </summary>
    /// <returns>The same builder.</returns>
    public static TakumiObservabilityBuilder AddJsonConsole(this TakumiObservabilityBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, JsonLineFormatter>());
        builder.Services.AddLogging(static logging => logging.AddConsole(static console => console.FormatterName = JsonLineFormatter.FormatterName));
        return builder;
    }
}
