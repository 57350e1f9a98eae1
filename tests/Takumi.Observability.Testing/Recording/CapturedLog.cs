using Microsoft.Extensions.Logging;

namespace Takumi.Observability.Testing.Recording;

/// <summary>One log record.</summary>
/// <param name="Category">The logger's name.</param>
/// <param name="Level">Its level.</param>
/// <param name="EventId">Its event id.</param>
/// <param name="Message">As the formatter gave it.</param>
/// <param name="Exception">The exception that came with it.</param>
/// <param name="Values">The message template's values by name, and the template as <c>{OriginalFormat}</c>.</param>
/// <param name="Scopes">The open scopes, the outermost first.</param>
public sealed record CapturedLog(
    string Category,
    LogLevel Level,
    EventId EventId,
    string Message,
    Exception? Exception,
    IReadOnlyDictionary<string, object?> Values,
    IReadOnlyList<object?> Scopes);
