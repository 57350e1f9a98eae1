namespace Takumi.Observability.Redaction.Shapes;

/// <summary>
/// Ethereum addresses whose mixed case is their checksum (EIP-55). One in a single case carries no checksum and looks like any
/// 20-byte hash: it is masked by name only.
/// </summary>
internal sealed class EthereumAddressDetector : IShapeDetector
{
    private const int Digits = 40;

    public bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match)
    {
        while (true)
        {
            match = default;
            if (text.Length - start < 2 + Digits)
                return false;
            var found = text[start..].IndexOf("0x");
            if (found < 0)
                return false;

            var begin = start + found;
            var digits = begin + 2;
            var end = digits + Digits;
            if (end <= text.Length
                && CharacterSets.CanBeginAt(text, begin) && CharacterSets.CanEndAt(text, end)
                && HasChecksum(text[digits..end]))
            {
                match = new ShapeMatch(begin, 2 + Digits, Mask.Ends(text[begin..end]));
                return true;
            }

            start = digits;
        }
    }

    private static bool HasChecksum(ReadOnlySpan<char> address)
    {
        Span<byte> lower = stackalloc byte[Digits];
        var cases = 0;
        for (var i = 0; i < Digits; i++)
        {
            if (!char.IsAsciiHexDigit(address[i]))
                return false;
            cases |= char.IsAsciiLetterUpper(address[i]) ? 1 : char.IsAsciiLetterLower(address[i]) ? 2 : 0;
            lower[i] = (byte)char.ToLowerInvariant(address[i]);
        }

        if (cases != 3)
            return false;

        Span<byte> hash = stackalloc byte[Keccak256.HashLength];
        Keccak256.Hash(lower, hash);
        for (var i = 0; i < Digits; i++)
        {
            var nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            if (char.IsAsciiLetter(address[i]) && char.IsAsciiLetterUpper(address[i]) != nibble >= 8)
                return false;
        }

        return true;
    }
}
