using System.Diagnostics;

namespace Takumi.Observability.Statements;

/// <summary>The comment that carries the trace to the server's own log and views, in the form of sqlcommenter (https://google.github.io/sqlcommenter/spec/).</summary>
internal static class TraceComment
{
    private const string Opening = " /*traceparent='";
    private const string Closing = "'*/";

    /// <summary>The text with the context of <paramref name="activity"/> behind it, before a last semicolon: behind it would be a statement of its own.</summary>
    public static string Append(string text, Activity activity)
    {
        var start = StartIn(text);
        var statement = (start < 0 ? text : text[..start]).AsSpan().TrimEnd();
        var end = statement.EndsWith(';') ? ";" : "";
        var traceparent = $"00-{activity.TraceId}-{activity.SpanId}-{(activity.Recorded ? "01" : "00")}";
        return $"{statement[..^end.Length]}{Opening}{traceparent}{Closing}{end}";
    }

    /// <summary>Where the comment of <see cref="Append"/> begins, or -1.</summary>
    public static int StartIn(string text)
    {
        var end = text.EndsWith(';') ? text.Length - 1 : text.Length;
        return text.AsSpan(0, end).EndsWith(Closing) ? text.AsSpan(0, end).LastIndexOf(Opening) : -1;
    }
}
