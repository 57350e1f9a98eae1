namespace Takumi.Observability.Redaction.Shapes;

/// <summary>
/// The password in the userinfo of a URL, <c>postgres://user:password@host</c> (RFC 3986, section 3.2.1), also one that holds an
/// unescaped <c>@</c> or <c>/</c>.
/// </summary>
internal sealed class UrlPasswordDetector : IMarkedShapeDetector
{
    private const string SchemeEnd = "://";

    public string Marks => ":";

    public bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match)
    {
        // Both are kept from one URL to the next and only move forward: a text of nothing but "://" is still read once.
        int urlEnd = -1, nextAt = -1;
        match = default;
        while (true)
        {
            var found = text[start..].IndexOf(SchemeEnd);
            if (found < 0)
                return false;

            var begin = start + found + SchemeEnd.Length;
            if (nextAt < begin && (nextAt = IndexFrom(text, begin, text[begin..].IndexOf('@'))) == text.Length)
                return false;
            if (urlEnd < begin)
                urlEnd = IndexFrom(text, begin, text[begin..].IndexOfAny(CharacterSets.UrlEnd));
            if (nextAt > urlEnd)
            {
                start = urlEnd;
                continue;
            }

            var authorityEnd = IndexFrom(text, begin, text[begin..urlEnd].IndexOfAny('/', '?', '#'), urlEnd);
            var colon = text[begin..authorityEnd].IndexOf(':');
            if (colon >= 0 && text[begin] != '[')
            {
                var password = begin + colon + 1;
                var end = nextAt < authorityEnd ? begin + text[begin..authorityEnd].LastIndexOf('@')
                    : text[password..authorityEnd].ContainsAnyExcept(CharacterSets.Digits) ? nextAt
                    : -1;
                if (end > password && !text[password..end].SequenceEqual(Mask.Redacted))
                {
                    match = new ShapeMatch(password, end - password, Mask.Redacted);
                    return true;
                }
            }

            start = begin;
        }
    }

    private static int IndexFrom(ReadOnlySpan<char> text, int begin, int found, int? otherwise = null) =>
        found < 0 ? otherwise ?? text.Length : begin + found;
}
