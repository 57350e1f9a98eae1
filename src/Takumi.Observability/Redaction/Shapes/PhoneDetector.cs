namespace Takumi.Observability.Redaction.Shapes;

/// <summary>
/// Phone numbers in international form: <c>+</c> and 8 to 15 digits (ITU-T E.164), with single blanks, dashes, dots or brackets
/// between them. Without the <c>+</c> a number is a phone only by its name.
/// </summary>
internal sealed class PhoneDetector : IMarkedShapeDetector
{
    private const int Fewest = 8;
    private const int Most = 15;

    public string Marks => "+";

    public bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match)
    {
        for (; ; start++)
        {
            var found = text[start..].IndexOf('+');
            if (found < 0)
            {
                match = default;
                return false;
            }

            start += found;
            if (!CharacterSets.CanBeginAt(text, start) || !TryRead(text, start + 1, out var end))
                continue;

            match = new ShapeMatch(start, end - start, Mask.Phone(text[start..end].ToString()));
            return true;
        }
    }

    private static bool TryRead(ReadOnlySpan<char> text, int begin, out int end)
    {
        var digits = 0;
        end = begin;
        var groupEnd = begin;
        for (var i = begin; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                if (digits == 0 && text[i] == '0')
                    return false;
                if (++digits > Most)
                {
                    // What follows the number, such as a date behind a blank, isn't its part.
                    end = groupEnd;
                    return groupEnd > begin;
                }

                end = i + 1;
                continue;
            }

            // One piece of 8 digits and more is the whole number.
            if (i - end >= 2 || !IsSeparator(text[i], digits) || (digits >= Fewest && end - begin == digits))
                break;
            if (digits >= Fewest)
                groupEnd = end;
        }

        // Not +15000000.50 or +12345678abc: an amount, an offset.
        return digits is >= Fewest and <= Most
            && CharacterSets.CanEndAt(text, end)
            && !(end + 1 < text.Length && text[end] is '.' or ',' && char.IsAsciiDigit(text[end + 1]));
    }

    // A dot joins groups only behind a country code, which has at most 3 digits; anywhere else it is a decimal point.
    private static bool IsSeparator(char c, int digits) => digits > 0 && (c is ' ' or '-' or '(' or ')' || (c == '.' && digits <= 3));
}
