using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Takumi.Observability.Merkle;
using Takumi.Observability.Notes;

namespace Takumi.Observability.Cli.Evidence;

/// <summary>
/// A proof that a record is in a log, as c2sp.org/tlog-proof defines it: index, path and checkpoint in one text. The record's line is its
/// "extra data", so the proof needs no other file; the path covers it.
/// </summary>
internal sealed record InclusionProof(long Index, byte[] Line, IReadOnlyList<MerkleHash> Path, ReadOnlyMemory<byte> Note)
{
    public const string Header = "c2sp.org/tlog-proof@v1";

    private const string Extra = "extra ";
    private const string IndexName = "index ";

    public string ToText()
    {
        var text = new StringBuilder().Append(Header).Append('\n')
            .Append(Extra).Append(Convert.ToBase64String(Line)).Append('\n')
            .Append(IndexName).Append(Index.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (var hash in Path)
            text.Append(hash.ToBase64()).Append('\n');
        return text.Append('\n').Append(Encoding.UTF8.GetString(Note.Span)).ToString();
    }

    /// <summary>Whether the path leads from the record to the root of the checkpoint, whose signature is the caller's to check.</summary>
    public bool LeadsTo(Checkpoint checkpoint) =>
        MerkleProof.VerifyInclusion(Index, checkpoint.Size, MerkleHasher.HashLeaf(Line), Path, checkpoint.Root);

    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out InclusionProof? proof)
    {
        proof = null;
        if (bytes.Length > SignedNote.MaxLength)
            return false;
        var text = Encoding.UTF8.GetString(bytes);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        var lines = text[..end].Split('\n');
        if (lines.Length < 3 || lines[0] != Header || !TryField(lines[1], Extra, out var extra) || !TryField(lines[2], IndexName, out var index))
            return false;
        if (!StrictBase64.TryDecode(extra, out var line)
            || !long.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number.ToString(CultureInfo.InvariantCulture) != index)
            return false;

        var path = new List<MerkleHash>();
        foreach (var encoded in lines.AsSpan(3))
        {
            if (!StrictBase64.TryDecode(encoded, out var hash) || hash.Length != MerkleHash.Length)
                return false;
            path.Add(new MerkleHash(hash));
        }

        proof = new InclusionProof(number, line, path, Encoding.UTF8.GetBytes(text[(end + 2)..]));
        return true;
    }

    private static bool TryField(string line, string name, out string value)
    {
        var found = line.StartsWith(name, StringComparison.Ordinal);
        value = found ? line[name.Length..] : "";
        return found;
    }
}
