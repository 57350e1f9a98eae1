using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Takumi.Observability.Testing.Recording;

/// <summary>Spans as exact text, for assertions in which an extra tag, event or child shows.</summary>
/// <remarks>
/// <code>
/// workflow.create-profile (internal) ERROR: boom
///   - workflow.name: create-profile
///   @ exception
///     - exception.message: boom
///   contract.SkillProfile.createProfile (client)
///     - contract.name: SkillProfile
/// </code>
/// Tags in ordinal order, then events, links (<c>&gt; trace/span</c>) and children in the order in which they started. Ids and times are left out.
/// </remarks>
public static class SpanTree
{
    /// <summary>Renders the spans, a tree for each whose parent is not among them.</summary>
    /// <param name="spans">In any order; siblings that started in the same tick keep it.</param>
    /// <param name="volatileTags">Tags whose value differs from run to run: shown as <c>…</c>. <c>exception.stacktrace</c> always is.</param>
    public static string Render(IEnumerable<Activity> spans, params string[] volatileTags)
    {
        var all = spans.OrderBy(span => span.StartTimeUtc).ToList();
        var ids = all.Select(span => span.SpanId).ToHashSet();
        var text = new StringBuilder();
        var writer = new Writer(text, all.ToLookup(span => span.ParentSpanId), ["exception.stacktrace", .. volatileTags]);
        foreach (var root in all.Where(span => !ids.Contains(span.ParentSpanId)))
            writer.Write(root, "");

        return text.ToString();
    }

    private sealed class Writer(StringBuilder text, ILookup<ActivitySpanId, Activity> children, HashSet<string> volatileTags)
    {
        public void Write(Activity span, string indent)
        {
            text.Append(indent).Append(span.DisplayName).Append(" (").Append(span.Kind.ToString().ToLowerInvariant()).Append(')').Append(Status(span)).Append('\n');
            indent += "  ";
            Write(span.TagObjects, indent);
            foreach (var item in span.Events)
            {
                text.Append(indent).Append("@ ").Append(item.Name).Append('\n');
                Write(item.Tags, indent + "  ");
            }

            foreach (var link in span.Links)
            {
                text.Append(indent).Append("> ").Append(link.Context.TraceId).Append('/').Append(link.Context.SpanId).Append('\n');
                Write(link.Tags ?? [], indent + "  ");
            }

            foreach (var child in children[span.SpanId])
                Write(child, indent);
        }

        private void Write(IEnumerable<KeyValuePair<string, object?>> tags, string indent)
        {
            foreach (var (name, value) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
                text.Append(indent).Append("- ").Append(name).Append(": ").Append(volatileTags.Contains(name) ? "…" : Value(value)).Append('\n');
        }

        private static string Status(Activity span) => span.Status switch
        {
            ActivityStatusCode.Error => string.IsNullOrEmpty(span.StatusDescription) ? " ERROR" : $" ERROR: {span.StatusDescription}",
            ActivityStatusCode.Ok => " OK",
            _ => "",
        };

        private static string Value(object? value) => value switch
        {
            null => "null",
            bool flag => flag ? "true" : "false",
            string plain => plain,
            IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Value))}]",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }
}
