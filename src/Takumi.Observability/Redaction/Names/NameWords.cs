namespace Takumi.Observability.Redaction.Names;

/// <summary>
/// Reads the words of a name from its end: <c>http.request.header.X-ApiKey2</c> gives 2, Key, Api, X, header … A word ends at a
/// separator, at a change from lower to upper case, and between letters and digits.
/// </summary>
/// <param name="name">The name, or the text up to the end of a key.</param>
/// <param name="inText">In free text only one blank, dot, dash or underscore joins two words of the same key.</param>
internal ref struct NameWords(ReadOnlySpan<char> name, bool inText)
{
    private readonly ReadOnlySpan<char> _name = name;
    private int _end = name.Length;

    public bool TryReadPrevious(out ReadOnlySpan<char> word)
    {
        word = default;
        var end = _end;
        while (end > 0 && !char.IsAsciiLetterOrDigit(_name[end - 1]))
        {
            if (inText && (end < _end || !IsJoint(_name[end - 1])))
                return false;
            end--;
        }

        if (end == 0)
            return false;

        var start = end - 1;
        while (start > 0 && !IsBoundary(start, end))
            start--;

        word = _name[start..end];
        _end = start;
        return true;
    }

    private static bool IsJoint(char c) => c is ' ' or '_' or '-' or '.';

    private readonly bool IsBoundary(int index, int end)
    {
        var (before, here) = (_name[index - 1], _name[index]);
        if (char.IsAsciiDigit(here))
            return !char.IsAsciiDigit(before);
        if (!char.IsAsciiLetter(before))
            return true;

        // userToken, and the last capital of an acronym in APIKey.
        return char.IsAsciiLetterUpper(here)
            && (char.IsAsciiLetterLower(before) || (index + 1 < end && char.IsAsciiLetterLower(_name[index + 1])));
    }
}
