using System.Buffers;
using OpenTelemetry.Resources;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// The family `target_info`: the resource's attributes as labels, once in a scrape instead of on every series.
/// </summary>
internal static class TargetInfo
{
    /// <summary>The family in the layout's form; empty for a resource without attributes.</summary>
    public static byte[] Write(Resource resource, ExpositionLayout layout)
    {
        var labels = new LabelSet(layout.Names);
        foreach (var (key, value) in resource.Attributes)
            labels.Add(key, value);
        var text = labels.ToBytes();
        if (text.Length == 0)
            return [];

        var output = new ArrayBufferWriter<byte>();
        output.Write(layout.OpenMetrics
            ? "# TYPE target info\n# HELP target Target metadata\n"u8
            : "# HELP target_info Target metadata\n# TYPE target_info gauge\n"u8);
        output.Write("target_info{"u8);
        output.Write(text);
        output.Write("} 1\n"u8);
        return output.WrittenSpan.ToArray();
    }
}
