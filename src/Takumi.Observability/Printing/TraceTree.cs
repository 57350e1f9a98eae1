using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Takumi.Observability.Printing;

/// <summary>A trace as text: one line a span, children indented below their parent in the order they began, durations in milliseconds, failures marked.</summary>
internal static class TraceTree
{
    public static string Render(IReadOnlyCollection<Activity> spans)
    {
        var ids = spans.Select(span => span.SpanId).ToHashSet();
        var children = spans.OrderBy(span => span.StartTimeUtc).ToLookup(span => ids.Contains(span.ParentSpanId) ? span.ParentSpanId : default);
        var text = new StringBuilder();
        text.Append("trace ").Append(spans.First().TraceId.ToHexString()).Append('\n');
        Append(text, children, default, "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, ILookup<ActivitySpanId, Activity> children, ActivitySpanId parent, string indent)
    {
        var siblings = children[parent].ToArray();
        for (var i = 0; i < siblings.Length; i++)
        {
            var isLast = i == siblings.Length - 1;
            text.Append(indent).Append(isLast ? "└─ " : "├─ ");
            AppendSpan(text, siblings[i]);
            Append(text, children, siblings[i].SpanId, indent + (isLast ? "   " : "│  "));
        }
    }

    private static void AppendSpan(StringBuilder text, Activity span)
    {
        text.Append(span.DisplayName).Append(CultureInfo.InvariantCulture, $"  {span.Duration.TotalMilliseconds:0.0} ms");
        if (span.Status == ActivityStatusCode.Error)
            AppendError(text, span);
        text.Append('\n');
    }

    private static void AppendError(StringBuilder text, Activity span)
    {
        text.Append("  ✗ ").Append(span.GetTagItem(SpanTags.ErrorType));
        if (!string.IsNullOrEmpty(span.StatusDescription))
            text.Append(": ").Append(span.StatusDescription);
    }
}
