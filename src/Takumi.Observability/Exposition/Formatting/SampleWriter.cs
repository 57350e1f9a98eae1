using System.Globalization;
using OpenTelemetry.Metrics;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// Lines of samples. Everything but the numbers comes ready in bytes.
/// </summary>
internal static class SampleWriter
{
    public static void Write(ExpositionBuffer output, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, long value)
    {
        var line = Begin(output, head, tail, out var length);
        length += Number.Write(line[length..], value);
        line[length++] = (byte)'\n';
        output.Advance(length);
    }

    public static void Write(ExpositionBuffer output, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, double value, bool markFloat)
    {
        var line = Begin(output, head, tail, out var length);
        length += Number.Write(line[length..], value, markFloat);
        line[length++] = (byte)'\n';
        output.Advance(length);
    }

    /// <summary>A time in seconds since 1970 with milliseconds: never in exponents, which would lose them.</summary>
    public static void Write(ExpositionBuffer output, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, DateTimeOffset time)
    {
        var line = Begin(output, head, tail, out var length);
        length += WriteTime(line[length..], time);
        line[length++] = (byte)'\n';
        output.Advance(length);
    }

    public static int WriteTime(Span<byte> destination, DateTimeOffset time)
    {
        var milliseconds = time.ToUnixTimeMilliseconds();
        var length = Number.Write(destination, milliseconds / 1000);
        destination[length++] = (byte)'.';
        (milliseconds % 1000).TryFormat(destination[length..], out var written, "000", CultureInfo.InvariantCulture);
        return length + written;
    }

    /// <summary>A sample without the end of its line: an exemplar follows.</summary>
    public static void WriteOpen(ExpositionBuffer output, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, long value)
    {
        var line = Begin(output, head, tail, out var length);
        output.Advance(length + Number.Write(line[length..], value));
    }

    /// <inheritdoc cref="WriteOpen(ExpositionBuffer, ReadOnlySpan{byte}, ReadOnlySpan{byte}, long)"/>
    public static void WriteOpen(ExpositionBuffer output, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, double value)
    {
        var line = Begin(output, head, tail, out var length);
        output.Advance(length + Number.Write(line[length..], value, markFloat: true));
    }

    private static Span<byte> Begin(ExpositionBuffer output, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, out int length)
    {
        var line = output.GetSpan(head.Length + tail.Length + Number.MaxLength + 1);
        head.CopyTo(line);
        tail.CopyTo(line[head.Length..]);
        length = head.Length + tail.Length;
        return line;
    }
}
