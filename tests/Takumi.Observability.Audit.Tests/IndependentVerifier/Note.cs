using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>A checkpoint (c2sp.org/tlog-checkpoint) as a signed note (c2sp.org/signed-note).</summary>
/// <param name="Text">What is signed: the lines above the empty one.</param>
internal sealed record Note(string Origin, long Size, byte[] Root, byte[] Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const int HashBytes = 32;

    public static Note? Parse(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes) || bytes.Any(value => value < 0x20 && value != '\n'))
            return null;
        var note = Encoding.UTF8.GetString(bytes);
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal) + 1;
        if (split == 0 || !note.EndsWith('\n') || split + 1 == note.Length)
            return null;
        var lines = note[..(split - 1)].Split('\n');
        var signatures = note[(split + 1)..^1].Split('\n').Select(NoteSignature.Parse).ToList();
        if (lines.Length < 3 || lines.Contains("") || signatures.Contains(null) || ParseSize(lines[1]) is not { } size)
            return null;
        var root = new byte[lines[2].Length];
        return Convert.TryFromBase64String(lines[2], root, out var count) && count == HashBytes
            ? new Note(lines[0], size, root[..count], Encoding.UTF8.GetBytes(note[..split]), signatures!)
            : null;
    }

    /// <summary>A line of a known key that does not verify spoils the note; lines of unknown keys are ignored.</summary>
    public bool IsSignedBy(NoteKey key)
    {
        var ours = Signatures.Where(signature => signature.KeyName == Origin && signature.KeyId.AsSpan().SequenceEqual(key.Id)).ToList();
        return ours.Count > 0 && ours.All(signature => key.Verifies(Text, signature.Bytes));
    }

    private static long? ParseSize(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size.ToString(CultureInfo.InvariantCulture) == text ? size : null;
}
