using Takumi.Observability.Merkle;

namespace Takumi.Observability.Cli.Evidence;

/// <summary>
/// <c>bundle.json</c> of an evidence bundle. The records of the segment are its own proof: joined with the hashes of what lies before and after
/// them, theirs give the root that the checkpoint signed.
/// </summary>
internal sealed record BundleManifest
{
    public const string FormatName = "takumi.audit/bundle@v1";

    public required string Format { get; init; }

    /// <summary>The program that made the bundle, and checked it then.</summary>
    public required string Verifier { get; init; }

    public required string Origin { get; init; }

    /// <summary>Records that the checkpoint covers.</summary>
    public required long Size { get; init; }

    /// <summary>The record that the bundle is about.</summary>
    public required long Sequence { get; init; }

    /// <summary>Sequence of the first line in <c>segment.jsonl</c>.</summary>
    public required long First { get; init; }

    /// <summary>Sequence after its last line.</summary>
    public required long End { get; init; }

    /// <summary>Roots of the largest perfect subtrees over [0, <see cref="First"/>), base64, from left to right.</summary>
    public required IReadOnlyList<string> Before { get; init; }

    /// <summary>The same over [<see cref="End"/>, <see cref="Size"/>).</summary>
    public required IReadOnlyList<string> After { get; init; }

    /// <summary>The root over all records, given those of the segment.</summary>
    /// <exception cref="ArgumentException">The manifest contradicts itself.</exception>
    /// <exception cref="FormatException">A hash is no base64.</exception>
    public MerkleHash RootWith(CompactRange segment)
    {
        var tree = CompactRange.Of(0, First, [.. Before.Select(ConsistencyProof.Hash)]);
        tree.Append(segment);
        tree.Append(CompactRange.Of(End, Size, [.. After.Select(ConsistencyProof.Hash)]));
        return tree.Root();
    }
}
