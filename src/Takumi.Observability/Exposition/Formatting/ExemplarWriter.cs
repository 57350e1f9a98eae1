using System.Buffers;
using System.Text;
using OpenTelemetry.Metrics;
using Takumi.Observability.Exposition.Naming;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// Exemplars, as OpenMetrics 1.0 has them: a link from a counter or a bucket to a trace that was in it.
/// </summary>
/// <remarks>
/// Only with a trace id: an exemplar without one leads nowhere. Beside trace_id and span_id only attributes that were asked for by name, because a view
/// that drops an attribute usually has its reasons; and of those, masked, as many as the 128 characters of the specification hold.
/// </remarks>
internal sealed class ExemplarWriter(ICollection<string> attributes, RedactionPolicy? redaction)
{
    private const int MaxCharacters = 128;

    // trace_id and span_id with 32 and 16 hexadecimal digits.
    private const int IdCharacters = 8 + 32 + 7 + 16;

    /// <summary>The latest exemplar whose value lies in (<paramref name="above"/>, <paramref name="upTo"/>].</summary>
    public static bool TryGetLatest(in ReadOnlyExemplarCollection exemplars, bool isLong, double above, double upTo, out Exemplar latest)
    {
        latest = default;
        foreach (ref readonly var exemplar in exemplars)
        {
            var value = isLong ? exemplar.LongValue : exemplar.DoubleValue;
            if (value > above && value <= upTo && exemplar.TraceId != default && exemplar.Timestamp > latest.Timestamp)
                latest = exemplar;
        }
        return latest.TraceId != default;
    }

    /// <summary>Writes the exemplar and the end of the line.</summary>
    public void Write(ExpositionBuffer output, in Exemplar exemplar, bool isLong)
    {
        output.Write(" # {trace_id=\""u8);
        EscapedText.WriteUtf8(output, exemplar.TraceId.ToHexString());
        output.Write("\",span_id=\""u8);
        EscapedText.WriteUtf8(output, exemplar.SpanId.ToHexString());
        output.Write("\""u8);
        if (attributes.Count > 0)
            WriteAttributes(output, exemplar);
        output.Write("} "u8);

        var rest = output.GetSpan(2 * Number.MaxLength + 2);
        var length = isLong ? Number.Write(rest, exemplar.LongValue) : Number.Write(rest, exemplar.DoubleValue, markFloat: true);
        rest[length++] = (byte)' ';
        length += SampleWriter.WriteTime(rest[length..], exemplar.Timestamp);
        rest[length++] = (byte)'\n';
        output.Advance(length);
    }

    private void WriteAttributes(ExpositionBuffer output, in Exemplar exemplar)
    {
        var left = MaxCharacters - IdCharacters;
        var names = new HashSet<string>(StringComparer.Ordinal) { "trace_id", "span_id" };
        foreach (var (key, value) in exemplar.FilteredTags)
        {
            if (!attributes.Contains(key))
                continue;
            var name = LegacyName.ForLabel(key);
            var text = TagValue.ToText(redaction is null ? value : redaction.Redact(key, value));
            var characters = Characters(name) + Characters(text);
            if (characters > left || !names.Add(name))
                continue;
            left -= characters;
            output.Write(","u8);
            EscapedText.WriteUtf8(output, name);
            output.Write("=\""u8);
            EscapedText.Write(output, text, escapeQuotes: true);
            output.Write("\""u8);
        }
    }

    private static int Characters(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
            count++;
        return count;
    }
}
