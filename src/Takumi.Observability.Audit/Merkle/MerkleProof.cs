using System.Numerics;

namespace Takumi.Observability.Merkle;

/// <summary>Inclusion and consistency proofs of RFC 6962 §2.1.1 and §2.1.2, made as the RFC defines them and checked as RFC 9162 §2.1.3.2 and §2.1.4.2 say.</summary>
/// <remarks>The makers ask for the roots of ranges of leaves, so that the caller decides where leaf hashes come from and nothing has to fit in memory.</remarks>
internal static class MerkleProof
{
    /// <summary>The path from leaf <paramref name="index"/> to the root of the tree of <paramref name="size"/> leaves, nearest sibling first.</summary>
    /// <param name="index">Leaf index, from 0.</param>
    /// <param name="size">Number of leaves of the tree.</param>
    /// <param name="rootOf">Gives MTH(D[from:to]), the root over the leaves [from, to) as a tree of their own.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public static IReadOnlyList<MerkleHash> Inclusion(long index, long size, Func<long, long, MerkleHash> rootOf)
    {
        ArgumentNullException.ThrowIfNull(rootOf);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);

        var path = new List<MerkleHash>();
        var (from, to) = (0L, size);
        while (to - from > 1)
        {
            var middle = from + LeftLeaves(to - from);
            if (index < middle)
            {
                path.Add(rootOf(middle, to));
                to = middle;
            }
            else
            {
                path.Add(rootOf(from, middle));
                from = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>Shows that the tree of the first <paramref name="first"/> leaves is a prefix of the tree of <paramref name="second"/> leaves.</summary>
    /// <inheritdoc cref="Inclusion" path="/param[@name='rootOf']"/>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 &lt; first ≤ second: nothing can be shown of an empty tree.</exception>
    public static IReadOnlyList<MerkleHash> Consistency(long first, long second, Func<long, long, MerkleHash> rootOf)
    {
        ArgumentNullException.ThrowIfNull(rootOf);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);

        var path = new List<MerkleHash>();
        var (from, to) = (0L, second);
        while (first != to)
        {
            var middle = from + LeftLeaves(to - from);
            if (first <= middle)
            {
                path.Add(rootOf(middle, to));
                to = middle;
            }
            else
            {
                path.Add(rootOf(from, middle));
                from = middle;
            }
        }

        // The old tree's own last subtree; when that is the whole old tree, the checker has its root already.
        if (from > 0)
            path.Add(rootOf(from, to));
        path.Reverse();
        return path;
    }

    /// <summary>Whether <paramref name="path"/> leads from the leaf to <paramref name="root"/>. Never throws: the proof may be anybody's.</summary>
    public static bool VerifyInclusion(long index, long size, in MerkleHash leafHash, IReadOnlyList<MerkleHash> path, in MerkleHash root)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (index < 0 || index >= size)
            return false;

        var (node, last) = (index, size - 1);
        var hash = leafHash;
        foreach (var sibling in path)
        {
            if (last == 0)
                return false;
            if (IsRightChild(node) || node == last)
            {
                hash = MerkleHasher.HashChildren(sibling, hash);
                SkipLevelsWithoutSibling(ref node, ref last);
            }
            else
            {
                hash = MerkleHasher.HashChildren(hash, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && hash == root;
    }

    /// <summary>Whether <paramref name="path"/> shows that the second tree continues the first. Never throws: the proof may be anybody's.</summary>
    public static bool VerifyConsistency(long first, long second, in MerkleHash firstRoot, in MerkleHash secondRoot, IReadOnlyList<MerkleHash> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (first <= 0 || first > second)
            return false;
        if (first == second)
            return path.Count == 0 && firstRoot == secondRoot;
        if (path.Count == 0)
            return false;

        var (node, last) = (first - 1, second - 1);
        var shift = BitOperations.TrailingZeroCount(~node);
        node >>= shift;
        last >>= shift;

        var startsAtFirstRoot = BitOperations.IsPow2(first);
        var oldHash = startsAtFirstRoot ? firstRoot : path[0];
        var newHash = oldHash;
        for (var i = startsAtFirstRoot ? 0 : 1; i < path.Count; i++)
        {
            if (last == 0)
                return false;
            if (IsRightChild(node) || node == last)
            {
                oldHash = MerkleHasher.HashChildren(path[i], oldHash);
                newHash = MerkleHasher.HashChildren(path[i], newHash);
                SkipLevelsWithoutSibling(ref node, ref last);
            }
            else
            {
                newHash = MerkleHasher.HashChildren(newHash, path[i]);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && oldHash == firstRoot && newHash == secondRoot;
    }

    /// <summary>RFC 6962's k: the largest power of two below <paramref name="leaves"/>.</summary>
    private static long LeftLeaves(long leaves) => 1L << BitOperations.Log2((ulong)leaves - 1);

    private static bool IsRightChild(long node) => (node & 1) == 1;

    /// <summary>The last node of a level may have no sibling; it then stands for its parent until it is a right child.</summary>
    private static void SkipLevelsWithoutSibling(ref long node, ref long last)
    {
        while (!IsRightChild(node) && node != 0)
        {
            node >>= 1;
            last >>= 1;
        }
    }
}
