using System.Globalization;
using System.Text;

namespace Takumi.Observability.Format;

/// <summary>The timestamp of a line.</summary>
internal static class RecordTime
{
    private static readonly byte[] s_prefix = [.. RecordSchema.Timestamp.Prefix, (byte)'"'];

    /// <param name="line">A valid line, or its beginning.</param>
    /// <exception cref="FormatException">It has none.</exception>
    public static DateTimeOffset Of(ReadOnlySpan<byte> line)
    {
        // Nothing before the member can hold its name: an id and a word have no quotes.
        var start = line.IndexOf(s_prefix) + s_prefix.Length;
        return start >= s_prefix.Length && line.Length >= start + 24
            ? DateTimeOffset.ParseExact(Encoding.ASCII.GetString(line.Slice(start, 24)), "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : throw new FormatException("The line has no timestamp.");
    }
}
