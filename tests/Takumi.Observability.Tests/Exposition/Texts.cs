using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Takumi.Observability.Tests.Exposition;

/// <summary>Texts that look for trouble: what the formats escape, what UTF-8 can't hold, what isn't ASCII, and letters between.</summary>
internal static class Texts
{
    private static readonly string[] s_pieces =
        ["\"", "\\", "\n", "\r", "\0", "\uD800", "\uDC00", "🙂", "é", "世", "\u2028", "\uFEFF", "{", "}", ",", "=", "#", " ", ".", "_", "__", ":", "le", "a", "Z", "0", "9"];

    public static Arbitrary<string> Any { get; } =
        Arb.From(Gen.Elements(s_pieces).ListOf().Select(string.Concat), text => text.Length == 0 ? [] : [text[..(text.Length / 2)], text[(text.Length / 2)..], text[1..], text[..^1]]);

    /// <summary>The text as UTF-8 can hold it.</summary>
    public static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
