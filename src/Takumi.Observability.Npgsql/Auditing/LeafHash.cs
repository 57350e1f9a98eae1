using System.Security.Cryptography;

namespace Takumi.Observability.Auditing;

/// <summary>The leaf hash of RFC 6962 section 2.1.</summary>
internal static class LeafHash
{
    /// <summary>SHA-256(0x00 ‖ <paramref name="line"/>).</summary>
    public static byte[] Of(ReadOnlySpan<byte> line)
    {
        Span<byte> input = line.Length < 2048 ? stackalloc byte[2048] : new byte[line.Length + 1];
        input[0] = 0;
        line.CopyTo(input[1..]);
        return SHA256.HashData(input[..(line.Length + 1)]);
    }
}
