namespace Takumi.Observability.Redaction.Shapes;

/// <summary>
/// Stellar's text form of keys ("strkey", SEP-0023): base32 of a version byte, the key, and CRC16-XModem of both, little endian.
/// </summary>
internal static class StellarKey
{
    /// <summary>Characters of an account (G…) and of a secret seed (S…): 35 bytes.</summary>
    public const int Length = 56;

    /// <summary>Characters of a multiplexed account (M…): 43 bytes.</summary>
    public const int MuxedLength = 69;

    private static readonly ushort[] Crc = BuildCrcTable();

    /// <summary>Whether the text is exactly one key with a right checksum.</summary>
    public static bool IsValid(ReadOnlySpan<char> key)
    {
        Span<byte> bytes = stackalloc byte[44];
        var length = 0;
        uint bits = 0;
        var bitCount = 0;
        foreach (var c in key)
        {
            var value = c is >= 'A' and <= 'Z' ? c - 'A' : c is >= '2' and <= '7' ? c - '2' + 26 : -1;
            if (value < 0)
                return false;

            bits = (bits << 5) | (uint)value;
            bitCount += 5;
            if (bitCount >= 8)
                bytes[length++] = (byte)(bits >> (bitCount -= 8));
        }

        // The bits that are left over when a muxed account's 345 bits are cut into bytes must be zero.
        if ((bits & ((1u << bitCount) - 1)) != 0)
            return false;

        ushort crc = 0;
        foreach (var b in bytes[..(length - 2)])
            crc = (ushort)((crc << 8) ^ Crc[(crc >> 8) ^ b]);
        return bytes[length - 2] == (byte)crc && bytes[length - 1] == crc >> 8;
    }

    private static ushort[] BuildCrcTable()
    {
        var table = new ushort[256];
        for (var i = 0; i < table.Length; i++)
        {
            var crc = (ushort)(i << 8);
            for (var bit = 0; bit < 8; bit++)
                crc = (ushort)((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1);
            table[i] = crc;
        }

        return table;
    }
}
