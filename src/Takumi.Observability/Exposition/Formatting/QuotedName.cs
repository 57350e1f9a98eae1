using System.Buffers;
using Takumi.Observability.Exposition.Naming;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// A name as a line shows it: in quotes when it isn't in Prometheus' original character set. A quoted metric name stands inside the braces.
/// </summary>
internal static class QuotedName
{
    public static bool IsNeeded(string metricName) => !LegacyName.IsValid(metricName, allowColon: true);

    public static void WriteLabel(IBufferWriter<byte> output, string name) => Write(output, name, !LegacyName.IsValid(name, allowColon: false));

    /// <summary>The name in a TYPE, UNIT or HELP line.</summary>
    public static void WriteMetric(IBufferWriter<byte> output, string name) => Write(output, name, IsNeeded(name));

    /// <summary>What begins a sample's line: <c>name</c>, or <c>{"na.me"</c>.</summary>
    public static byte[] SampleHead(string name)
    {
        var output = new ArrayBufferWriter<byte>();
        if (IsNeeded(name))
            output.Write("{"u8);
        WriteMetric(output, name);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(IBufferWriter<byte> output, string name, bool quoted)
    {
        if (!quoted)
        {
            EscapedText.WriteUtf8(output, name);
            return;
        }
        output.Write("\""u8);
        EscapedText.Write(output, name, escapeQuotes: true);
        output.Write("\""u8);
    }
}
