using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Takumi.Observability.Merkle;

namespace Takumi.Observability.Notes;

/// <summary>The text of a checkpoint (c2sp.org/tlog-checkpoint): log <paramref name="Origin"/> had <paramref name="Size"/> leaves, and <paramref name="Root"/> is the root of their tree.</summary>
internal sealed record Checkpoint(string Origin, long Size, MerkleHash Root)
{
    private const string NextKeyStart = "next-key ";

    /// <summary>The verifier key that signs the log after this checkpoint, where it hands the log over to another key: the only extension line that we sign.</summary>
    public string? NextKey { get; init; }

    /// <summary>The note text: three lines, and one more in a handover.</summary>
    public string ToText() =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root.ToBase64()}\n{(NextKey is null ? "" : $"{NextKeyStart}{NextKey}\n")}");

    /// <summary>Reads a note text. Other extension lines are allowed and ignored; two next keys are none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(text);
        checkpoint = null;
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0 || lines.AsSpan(..^1).Contains("") || !TryParseSize(lines[1], out var size))
            return false;
        if (!StrictBase64.TryDecode(lines[2], out var root) || root.Length != MerkleHash.Length)
            return false;
        var nextKeys = lines[3..].Where(line => line.StartsWith(NextKeyStart, StringComparison.Ordinal)).ToArray();
        checkpoint = new Checkpoint(lines[0], size, new MerkleHash(root)) { NextKey = nextKeys is [var next] ? next[NextKeyStart.Length..] : null };
        return true;
    }

    private static bool TryParseSize(string line, out long size) =>
        long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out size) && (line == "0" || line[0] != '0');
}
