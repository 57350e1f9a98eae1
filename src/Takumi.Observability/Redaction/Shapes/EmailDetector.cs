namespace Takumi.Observability.Redaction.Shapes;

/// <summary>
/// An e-mail address as people have them (the dot-atom form of RFC 5322, letters of any script, a domain with a top level),
/// also with the <c>@</c> percent-encoded as in a query string. Of the local part the first character stays.
/// </summary>
internal sealed class EmailDetector : IMarkedShapeDetector
{
    public string Marks => "@%";

    public bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match)
    {
        for (var floor = start; ; start++)
        {
            var found = text[start..].IndexOfAny('@', '%');
            if (found < 0)
            {
                match = default;
                return false;
            }

            start += found;
            var atLength = text[start] == '@' ? 1 : text[start..].StartsWith("%40") ? 3 : 0;
            if (atLength == 0 || start == floor || !HasDomain(text[(start + atLength)..]))
                continue;

            // Never past the previous @, which isn't part of a local part: every character is looked at once.
            var local = start;
            while (local > floor && IsLocal(text[local - 1]))
                local--;
            while (local < start && text[local] == '.')
                local++;
            if (local == start)
                continue;

            match = new ShapeMatch(local, start - local, string.Concat(text.Slice(local, 1), "***"));
            return true;
        }
    }

    // No * here: it is what the mask writes. No %: it separates an encoded address from what is before it.
    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '+' or '-';

    private static bool HasDomain(ReadOnlySpan<char> text)
    {
        int labelStart = 0, labels = 0;
        for (var i = 0; ; i++)
        {
            if (i < text.Length && i - labelStart <= 63 && (char.IsLetterOrDigit(text[i]) || text[i] == '-'))
                continue;

            var label = text[labelStart..i];
            if (label.Length >= 2 && labels > 0 && char.IsLetter(label[0]))
                return true;
            if (label.IsEmpty || i == text.Length || text[i] != '.' || ++labels == 10)
                return false;
            labelStart = i + 1;
        }
    }
}
