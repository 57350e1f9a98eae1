using System.Numerics;
using System.Security.Cryptography;

namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>RFC 6962 section 2.1, as it stands there.</summary>
internal sealed class MerkleTree(IReadOnlyList<byte[]> leaves)
{
    public static byte[] Leaf(byte[] line) => SHA256.HashData([0x00, .. line]);

    public long Size => leaves.Count;

    public byte[] this[long index] => leaves[(int)index];

    public bool Agrees(Note note) => note.Size <= Size && Root(0, (int)note.Size).AsSpan().SequenceEqual(note.Root);

    /// <summary>The largest size of a note such that this tree agrees with every note of a size up to it.</summary>
    public long AgreedSize(IEnumerable<Note> notes)
    {
        var size = 0L;
        foreach (var sameSize in notes.GroupBy(note => note.Size).OrderBy(group => group.Key))
        {
            if (!sameSize.All(Agrees))
                break;
            size = sameSize.Key;
        }

        return size;
    }

    private byte[] Root(int start, int count)
    {
        if (count == 0)
            return SHA256.HashData([]);
        if (count == 1)
            return leaves[start];
        var left = 1 << BitOperations.Log2((uint)count - 1);
        return SHA256.HashData([0x01, .. Root(start, left), .. Root(start + left, count - left)]);
    }
}
