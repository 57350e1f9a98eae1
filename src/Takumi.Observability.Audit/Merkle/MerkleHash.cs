using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Takumi.Observability.Merkle;

/// <summary>A SHA-256 hash in the Merkle tree of RFC 6962 §2.1: of a leaf, a node or a whole tree. 32 bytes by value, so that a tree of them allocates nothing.</summary>
internal readonly struct MerkleHash : IEquatable<MerkleHash>
{
    public const int Length = SHA256.HashSizeInBytes;

    private readonly Bytes _bytes;

    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 32 bytes long.</exception>
    public MerkleHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"A SHA-256 hash is {Length} bytes, not {bytes.Length}.", nameof(bytes));
        bytes.CopyTo(_bytes);
    }

    [UnscopedRef]
    public ReadOnlySpan<byte> Span => _bytes;

    public bool Equals(MerkleHash other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is MerkleHash other && Equals(other);

    public override int GetHashCode() => MemoryMarshal.Read<int>(Span);

    public string ToBase64() => Convert.ToBase64String(Span);

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(Span);

    public static bool operator ==(MerkleHash left, MerkleHash right) => left.Equals(right);

    public static bool operator !=(MerkleHash left, MerkleHash right) => !left.Equals(right);

    [InlineArray(Length)]
    private struct Bytes
    {
        private byte _first;
    }
}
