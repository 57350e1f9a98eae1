namespace Takumi.Observability.Redaction.Shapes;

/// <summary>
/// Stellar accounts (G…, M…), shortened, and secret seeds (S…), removed. The checksum decides, so a key is also found where
/// letters touch it, and a base32 text of the same length is none. Contracts (C…) are public code, not people.
/// </summary>
internal sealed class StellarKeyDetector : IShapeDetector
{
    public bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match)
    {
        // A key covers 56 characters of base32, so looking at every 56th finds its run: prose and hex are skipped in a few steps.
        for (var probe = start + StellarKey.Length - 1; probe < text.Length;)
        {
            if (!IsBase32(text[probe]))
            {
                probe += StellarKey.Length;
                continue;
            }

            var first = probe - (StellarKey.Length - 1);
            var before = text[first..probe].LastIndexOfAnyExcept(CharacterSets.Base32);
            first = before < 0 ? first : first + before + 1;
            var length = text[probe..].IndexOfAnyExcept(CharacterSets.Base32);
            var end = length < 0 ? text.Length : probe + length;
            if (TryFindInRun(text, first, end, out match))
                return true;
            probe = end + StellarKey.Length;
        }

        match = default;
        return false;
    }

    private static bool TryFindInRun(ReadOnlySpan<char> text, int first, int end, out ShapeMatch match)
    {
        for (var i = first; i + StellarKey.Length <= end; i++)
        {
            var length = text[i] switch
            {
                'G' or 'S' when text[i + 1] is >= 'A' and <= 'D' => StellarKey.Length,
                'M' when text[i + 1] is >= 'A' and <= 'D' => StellarKey.MuxedLength,
                _ => 0,
            };
            if (length == 0 || i + length > end || !StellarKey.IsValid(text.Slice(i, length)))
                continue;

            match = new ShapeMatch(i, length, text[i] == 'S' ? Mask.Redacted : Mask.Ends(text.Slice(i, length)));
            return true;
        }

        match = default;
        return false;
    }

    private static bool IsBase32(char c) => c is >= 'A' and <= 'Z' or >= '2' and <= '7';
}
