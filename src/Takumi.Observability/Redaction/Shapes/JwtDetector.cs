namespace Takumi.Observability.Redaction.Shapes;

/// <summary>
/// A JSON web token: base64url parts joined by dots, the first beginning with <c>eyJ</c>, which is <c>{"</c> (RFC 7515, section 3).
/// Three parts, five when encrypted, or two when the signature is cut off and the second part is JSON as well.
/// </summary>
internal sealed class JwtDetector : IMarkedShapeDetector
{
    private const string JsonStart = "eyJ";

    public string Marks => "J";

    public bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match)
    {
        while (true)
        {
            match = default;
            var found = text[start..].IndexOf(JsonStart);
            if (found < 0)
                return false;

            var begin = start + found;
            var headerEnd = PartEnd(text, begin);
            var payloadEnd = NextPartEnd(text, headerEnd);
            var signatureEnd = NextPartEnd(text, payloadEnd);
            var end = signatureEnd > payloadEnd ? signatureEnd
                : payloadEnd > headerEnd && text[(headerEnd + 1)..].StartsWith(JsonStart) ? payloadEnd
                : 0;
            if (end > 0)
            {
                for (int next; (next = NextPartEnd(text, end)) > end;)
                    end = next;
                match = new ShapeMatch(begin, end - begin, Mask.Redacted);
                return true;
            }

            // No token starts inside of this part: it would have to end as this one did. So the search stays linear.
            start = headerEnd;
        }
    }

    private static int PartEnd(ReadOnlySpan<char> text, int index)
    {
        var length = text[index..].IndexOfAnyExcept(CharacterSets.Base64Url);
        return length < 0 ? text.Length : index + length;
    }

    /// <summary>The end of the part after the dot at <paramref name="dot"/>, or <paramref name="dot"/> when there is none.</summary>
    private static int NextPartEnd(ReadOnlySpan<char> text, int dot) =>
        dot + 1 < text.Length && text[dot] == '.' && CharacterSets.Base64Url.Contains(text[dot + 1]) ? PartEnd(text, dot + 1) : dot;
}
