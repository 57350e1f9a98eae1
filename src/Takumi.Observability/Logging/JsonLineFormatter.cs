using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Takumi.Observability.Auditing;
using Takumi.Observability.Redaction;
using Takumi.Observability.Resources;

namespace Takumi.Observability.Logging;

/// <summary>
/// One JSON object a line, for whoever collects standard output: first who speaks and where, then the values of the open scopes and of the message. What the framework calls otherwise
/// (<c>RequestPath</c>, <c>ElapsedMilliseconds</c>) has its name of the catalogue; a name stands once, the first time it comes up. Thread safe.
/// </summary>
internal sealed class JsonLineFormatter(ServiceIdentity identity, HostRedaction redaction, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "takumi-json";

    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // Read by machines and terminals, never as part of a page: no letter has to be escaped, but a line break is.
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(line, s_json);
        json.WriteStartObject();
        var values = new JsonLineValues(json);
        values.Add("timestamp", time.GetUtcNow().ToString(Timestamp, CultureInfo.InvariantCulture));
        values.Add("level", LevelOf(logEntry.LogLevel));
        values.Add("service", identity.Name);
        values.Add("environment", identity.Environment);
        values.Add("version", identity.Version);
        try
        {
            Write(values, logEntry, scopeProvider);
        }
        catch (Exception exception)
        {
            // The application's own code, a value or a formatter, has thrown: that something was logged is said all the same.
            values.Add("message", redaction.Logs.Fail(exception));
            values.Add("category", logEntry.Category);
        }

        json.WriteEndObject();
        json.Flush();
        textWriter.Write(Encoding.UTF8.GetString(line.WrittenSpan));
        textWriter.Write('\n');
    }

    private void Write<TState>(JsonLineValues values, in LogEntry<TState> entry, IExternalScopeProvider? scopes)
    {
        // An audit event's declared members are evidence and stay in clear; its metadata was masked when it was recorded.
        var policy = entry.Category == AuditLogger.Category ? null : redaction.Logs;
        var message = entry.Formatter(entry.State, entry.Exception);
        var original = entry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
        var attributes = policy is null ? original : RedactedAttributes.Redact(original, policy);
        values.Add("message", attributes is RedactedAttributes redacted && !ReferenceEquals(attributes, original) ? redacted.RedactMessage(message, original) : policy?.RedactText(message) ?? message);
        values.Add("category", entry.Category);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            values.Add("traceId", activity.TraceId.ToHexString());
            values.Add("spanId", activity.SpanId.ToHexString());
        }

        if (scopes is not null)
            new RedactingScopeProvider(scopes, redaction.Logs).ForEachScope(static (scope, values) => values.AddAll(scope as IEnumerable<KeyValuePair<string, object?>>), values);
        if (entry.Exception is { } exception)
            values.Add("exception", redaction.Logs.RedactException(exception).StackTrace);
        values.AddAll(attributes);
    }

    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };
}
