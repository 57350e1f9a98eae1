using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Takumi.Observability.Merkle;

/// <summary>
/// The two hashes of RFC 6962 §2.1. The leading byte keeps leaves and nodes apart, so that no leaf can pass for a node.
/// </summary>
internal static class MerkleHasher
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int OnStack = 16 * 1024 + 1; // the longest line of a journal and its prefix

    /// <summary>The root of the tree without leaves: SHA-256 of nothing.</summary>
    public static MerkleHash EmptyRoot { get; } = new(SHA256.HashData([]));

    /// <summary>SHA-256(0x00 ‖ <paramref name="data"/>).</summary>
    /// <remarks>The one-shot hash needs prefix and data in one piece; copying a line costs far less than an incremental hash.</remarks>
    [SkipLocalsInit]
    public static MerkleHash HashLeaf(ReadOnlySpan<byte> data)
    {
        Span<byte> input = data.Length < OnStack ? stackalloc byte[OnStack] : new byte[data.Length + 1];
        input[0] = LeafPrefix;
        data.CopyTo(input[1..]);
        return Hash(input[..(data.Length + 1)]);
    }

    /// <summary>SHA-256(0x01 ‖ <paramref name="left"/> ‖ <paramref name="right"/>).</summary>
    [SkipLocalsInit]
    public static MerkleHash HashChildren(in MerkleHash left, in MerkleHash right)
    {
        Span<byte> input = stackalloc byte[1 + 2 * MerkleHash.Length];
        input[0] = NodePrefix;
        left.Span.CopyTo(input[1..]);
        right.Span.CopyTo(input[(1 + MerkleHash.Length)..]);
        return Hash(input);
    }

    [SkipLocalsInit]
    private static MerkleHash Hash(ReadOnlySpan<byte> input)
    {
        Span<byte> hash = stackalloc byte[MerkleHash.Length];
        SHA256.HashData(input, hash);
        return new MerkleHash(hash);
    }
}
