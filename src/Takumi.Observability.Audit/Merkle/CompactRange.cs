using System.Numerics;

namespace Takumi.Observability.Merkle;

/// <summary>
/// The leaves [<see cref="Begin"/>, <see cref="End"/>) of a log, folded into the fewest perfect subtrees: all that is needed to append
/// further leaves and, when the range begins at 0, to compute the root. At most two hashes a level, so a billion leaves fit in 2 KiB.
/// </summary>
/// <remarks>
/// Two adjacent ranges join into one, which is what lets segments be hashed in parallel. The structure is described in
/// transparency-dev/merkle, docs/compact_ranges.md. Not thread-safe.
/// </remarks>
internal sealed class CompactRange(long begin = 0)
{
    private readonly List<Subtree> _subtrees = [];

    public long Begin { get; } = begin;

    public long End { get; private set; } = begin;

    /// <summary>The roots of the subtrees, from left to right: with <see cref="Begin"/> and <see cref="End"/> they are the whole range.</summary>
    public IReadOnlyList<MerkleHash> Hashes => [.. _subtrees.Select(s => s.Hash)];

    /// <summary>Makes a range of what <see cref="Hashes"/> gave.</summary>
    /// <exception cref="ArgumentException">A range [<paramref name="begin"/>, <paramref name="end"/>) has another number of subtrees.</exception>
    public static CompactRange Of(long begin, long end, IReadOnlyList<MerkleHash> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        var range = new CompactRange(begin);
        foreach (var hash in hashes)
        {
            var left = (ulong)(end - range.End);
            if (left == 0)
                break;
            var level = Math.Min(BitOperations.TrailingZeroCount(range.End), BitOperations.Log2(left));
            range._subtrees.Add(new Subtree(level, hash));
            range.End += 1L << level;
        }

        if (range.End != end || range._subtrees.Count != hashes.Count)
            throw new ArgumentException($"The range [{begin}, {end}) is not made of {hashes.Count} subtrees.", nameof(hashes));
        return range;
    }

    /// <summary>A range of the same leaves that goes its own way from here.</summary>
    public CompactRange Copy()
    {
        var copy = new CompactRange(Begin) { End = End };
        copy._subtrees.AddRange(_subtrees);
        return copy;
    }

    /// <summary>Appends the leaf at index <see cref="End"/>.</summary>
    public void Append(in MerkleHash leafHash) => Append(new Subtree(0, leafHash));

    /// <summary>Appends a range that begins where this one ends.</summary>
    /// <exception cref="ArgumentException"><paramref name="next"/> begins elsewhere.</exception>
    public void Append(CompactRange next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (next.Begin != End)
            throw new ArgumentException($"The range [{next.Begin}, {next.End}) does not follow [{Begin}, {End}).", nameof(next));
        foreach (var subtree in next._subtrees)
            Append(subtree);
    }

    /// <summary>The root of the tree over the leaves [0, <see cref="End"/>), RFC 6962's MTH.</summary>
    /// <exception cref="InvalidOperationException">The range does not begin at 0.</exception>
    public MerkleHash Root()
    {
        if (Begin != 0)
            throw new InvalidOperationException($"Only a range from leaf 0 has a root; this one begins at {Begin}.");
        if (_subtrees.Count == 0)
            return MerkleHasher.EmptyRoot;

        var root = _subtrees[^1].Hash;
        for (var i = _subtrees.Count - 2; i >= 0; i--)
            root = MerkleHasher.HashChildren(_subtrees[i].Hash, root);
        return root;
    }

    private void Append(Subtree subtree)
    {
        End += subtree.Leaves;
        // A right child joins its left sibling whenever the range holds all of it; the sibling is then always the last subtree.
        while (BitOperations.TrailingZeroCount(End) > subtree.Level && End - 2 * subtree.Leaves >= Begin)
        {
            subtree = new Subtree(subtree.Level + 1, MerkleHasher.HashChildren(_subtrees[^1].Hash, subtree.Hash));
            _subtrees.RemoveAt(_subtrees.Count - 1);
        }

        _subtrees.Add(subtree);
    }

    private readonly record struct Subtree(int Level, MerkleHash Hash)
    {
        public long Leaves => 1L << Level;
    }
}
