using System.Buffers;
using System.Text;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// Text between the format's own characters: backslash and line feed escaped, in quotes the quote too. UTF-8; a lone surrogate, which has no UTF-8 form, becomes U+FFFD.
/// </summary>
internal static class EscapedText
{
    private static readonly SearchValues<char> InQuotes = SearchValues.Create("\\\n\"");
    private static readonly SearchValues<char> Plain = SearchValues.Create("\\\n");

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text, bool escapeQuotes)
    {
        var special = escapeQuotes ? InQuotes : Plain;
        while (true)
        {
            var next = text.IndexOfAny(special);
            WriteUtf8(output, next < 0 ? text : text[..next]);
            if (next < 0)
                return;
            output.Write(text[next] switch { '\\' => "\\\\"u8, '\n' => "\\n"u8, _ => "\\\""u8 });
            text = text[(next + 1)..];
        }
    }

    public static void WriteUtf8(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
            Encoding.UTF8.GetBytes(text, output);
    }
}
