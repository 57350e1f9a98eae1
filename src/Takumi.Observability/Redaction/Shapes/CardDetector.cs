namespace Takumi.Observability.Redaction.Shapes;

/// <summary>
/// Payment card numbers (ISO/IEC 7812): a known issuer's prefix and length, a right Luhn digit, written in one piece or in the
/// groups that are printed on cards, and not part of something longer. So a timestamp, an id or a hash is none.
/// </summary>
internal sealed class CardDetector : IShapeDetector
{
    private const int Fewest = 13;
    private const int Most = 19;

    private static readonly byte[][] Groupings = [[4, 4, 4, 4, 3], [4, 4, 4, 4], [4, 6, 5], [4, 6, 4]];

    public bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match)
    {
        // A card covers at least 13 digits and separators, so looking at every 13th character finds its run.
        for (var probe = start + Fewest - 1; probe < text.Length;)
        {
            if (!IsCardCharacter(text[probe]))
            {
                probe += Fewest;
                continue;
            }

            int first = probe, end = probe + 1;
            while (first > start && IsCardCharacter(text[first - 1]))
                first--;
            while (end < text.Length && IsCardCharacter(text[end]))
                end++;
            if (end - first >= Fewest && TryFindInRun(text, first, end, out match))
                return true;
            probe = end + Fewest;
        }

        match = default;
        return false;
    }

    private static bool TryFindInRun(ReadOnlySpan<char> text, int first, int end, out ShapeMatch match)
    {
        for (var i = first; i < end; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                continue;

            if (CanBeginAt(text, i) && TryReadCard(text[..end], i, text, out var length))
            {
                match = new ShapeMatch(i, length, Mask.Card(text.Slice(i, length).ToString()));
                return true;
            }

            while (i + 1 < end && char.IsAsciiDigit(text[i + 1]))
                i++;
        }

        match = default;
        return false;
    }

    private static bool TryReadCard(ReadOnlySpan<char> run, int begin, ReadOnlySpan<char> text, out int length)
    {
        Span<char> digits = stackalloc char[Most];
        length = DigitsAt(run, begin);
        if (length is >= Fewest and <= Most)
        {
            run.Slice(begin, length).CopyTo(digits);
            return IsCard(digits[..length]) && CanEndAt(text, begin + length);
        }

        if (length != 4)
            return false;

        foreach (var grouping in Groupings)
        {
            var count = ReadGroups(run, begin, grouping, digits, out length);
            if (count > 0 && IsCard(digits[..count]) && CanEndAt(text, begin + length))
                return true;
        }

        return false;
    }

    /// <summary>Copies the digits of groups of these lengths, joined by one and the same separator; 0 when they aren't there.</summary>
    private static int ReadGroups(ReadOnlySpan<char> run, int begin, byte[] grouping, Span<char> digits, out int length)
    {
        var (at, count) = (begin, 0);
        length = 0;
        foreach (var group in grouping)
        {
            if (count > 0 && (at >= run.Length || run[at++] != run[begin + 4]))
                return 0;
            if (DigitsAt(run, at) != group)
                return 0;
            run.Slice(at, group).CopyTo(digits[count..]);
            (at, count) = (at + group, count + group);
        }

        length = at - begin;
        return count;
    }

    private static bool IsCard(ReadOnlySpan<char> digits) => IsIssued(digits) && HasLuhnDigit(digits);

    private static bool IsIssued(ReadOnlySpan<char> digits)
    {
        var prefix = int.Parse(digits[..4], provider: System.Globalization.CultureInfo.InvariantCulture);
        return digits.Length switch
        {
            13 => prefix / 1000 == 4,
            14 => prefix / 100 is 36 or 38 or 39 || prefix / 10 is >= 300 and <= 305,
            15 => prefix / 100 is 34 or 37,
            16 => prefix / 1000 == 4 || prefix / 100 is >= 51 and <= 55 || prefix is >= 2221 and <= 2720 || IsLong(prefix),
            19 => prefix / 1000 == 4 || IsLong(prefix),
            _ => IsLong(prefix),
        };

        // Discover, JCB and UnionPay: 16 to 19 digits.
        static bool IsLong(int prefix) => prefix / 100 is 62 or 65 || prefix / 10 is >= 644 and <= 649 || prefix is 6011 or (>= 3528 and <= 3589);
    }

    private static bool HasLuhnDigit(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] - '0';
            sum += i % 2 == 0 ? digit : digit < 5 ? digit * 2 : (digit * 2) - 9;
        }

        return sum % 10 == 0;
    }

    private static int DigitsAt(ReadOnlySpan<char> text, int index)
    {
        var length = text[index..].IndexOfAnyExcept(CharacterSets.Digits);
        return length < 0 ? text.Length - index : length;
    }

    // Not the fraction of 0.4111…, not a later group of 1111-4111-…, not behind the mask's own asterisks.
    private static bool CanBeginAt(ReadOnlySpan<char> text, int index) =>
        CharacterSets.CanBeginAt(text, index)
        && !(index >= 1 && text[index - 1] == '*')
        && !(index >= 2 && text[index - 1] is '.' or '-' && char.IsAsciiDigit(text[index - 2]));

    private static bool CanEndAt(ReadOnlySpan<char> text, int index) =>
        CharacterSets.CanEndAt(text, index)
        && !(index + 1 < text.Length && text[index] is '.' or '-' && char.IsAsciiLetterOrDigit(text[index + 1]));

    private static bool IsCardCharacter(char c) => char.IsAsciiDigit(c) || c is ' ' or '-';
}
