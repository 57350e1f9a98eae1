using OpenTelemetry;
using OpenTelemetry.Logs;
using Takumi.Observability.Auditing;

namespace Takumi.Observability.Redaction;

/// <summary>
/// Redacts a log record before it is exported: attributes, message, body and exception. Must stand before every exporter. Scopes
/// can't be changed from here: see <see cref="ScopeRedactingLoggerProvider"/>.
/// </summary>
internal sealed class RedactingLogProcessor(RedactionPolicy policy) : BaseProcessor<LogRecord>
{
    /// <inheritdoc/>
    public override void OnEnd(LogRecord data)
    {
        // An audit event's declared members are evidence and stay in clear; its metadata was masked when it was recorded.
        if (data.CategoryName == AuditLogger.Category)
            return;

        try
        {
            Redact(data);
        }
        catch (Exception exception)
        {
            // The record's own code (its list of values) has thrown: what it says is unknown, that it was logged is not.
            data.Attributes = null;
            data.Exception = null;
            data.FormattedMessage = policy.Fail(exception);
            data.Body = data.FormattedMessage;
        }
    }

    private void Redact(LogRecord record)
    {
        var original = record.Attributes;
        var attributes = original is null ? null : RedactedAttributes.Redact(original, policy);

        var (message, body) = (record.FormattedMessage, record.Body);
        var redactedMessage = message is null ? null
            : attributes is RedactedAttributes redacted && !ReferenceEquals(attributes, original) ? redacted.RedactMessage(message, original!)
            : policy.RedactText(message);
        var redactedBody = body is null ? null
            : ReferenceEquals(body, message) ? redactedMessage
            : RedactBody(body, original, attributes);

        if (record.Exception is { } exception)
            attributes = RedactException(record, exception, attributes);
        if (!ReferenceEquals(attributes, original))
            record.Attributes = attributes;
        if (!ReferenceEquals(redactedMessage, message))
            record.FormattedMessage = redactedMessage;
        if (!ReferenceEquals(redactedBody, body))
            record.Body = redactedBody;
    }

    /// <summary>The body is the template, which is one of the attributes as well, by custom the last: not looked at twice.</summary>
    private string RedactBody(string body, IReadOnlyList<KeyValuePair<string, object?>>? original, IReadOnlyList<KeyValuePair<string, object?>>? attributes) =>
        original is { Count: > 0 and var count } && original[count - 1] is { Key: RedactedAttributes.OriginalFormat } last && ReferenceEquals(last.Value, body)
            ? (string)attributes![count - 1].Value!
            : policy.RedactTemplate(body);

    /// <summary>
    /// An exception can't be changed, so one with something to redact is replaced by the attributes that the OTLP exporter would
    /// have written for it, with the short type name that it uses.
    /// </summary>
    private IReadOnlyList<KeyValuePair<string, object?>>? RedactException(
        LogRecord record, Exception exception, IReadOnlyList<KeyValuePair<string, object?>>? attributes)
    {
        if (policy.RedactException(exception, out var text))
        {
            record.Exception = null;
            return
            [
                .. attributes ?? [],
                new("exception.type", exception.GetType().Name),
                new("exception.message", text.Message),
                new("exception.stacktrace", text.StackTrace),
            ];
        }

        return attributes;
    }
}
