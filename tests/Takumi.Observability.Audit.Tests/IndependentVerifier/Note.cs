using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>A checkpoint (c2sp.org/tlog-checkpoint) as a signed note (c2sp.org/signed-note).</summary>
/// <param name="Extensions">The lines of the text after the root hash.</param>
/// <param name="Text">What is signed: the lines above the empty one.</param>
internal sealed record Note(string Origin, long Size, byte[] Root, IReadOnlyList<string> Extensions, byte[] Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const int HashBytes = 32;
    private const string NextKeyPrefix = "next-key ";

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
        return CanonicalBase64.Decode(lines[2]) is { Length: HashBytes } root
            ? new Note(lines[0], size, root, lines[3..], Encoding.UTF8.GetBytes(note[..split]), signatures!)
            : null;
    }

    /// <summary>The key that this note hands the log over to; null if it is no handover.</summary>
    public SignerKey? NextKey =>
        Extensions.Where(line => line.StartsWith(NextKeyPrefix, StringComparison.Ordinal)).ToList() is [var line]
            ? SignerKey.FromVerifierKey(line[NextKeyPrefix.Length..], Origin)
            : null;

    public bool HasSignatureOf(SignerKey key) => SignaturesOf(key).Any();

    /// <summary>Whether no signature line of this key is a false one; lines of keys that nobody asks for are ignored.</summary>
    public bool SignaturesVerify(SignerKey key) => SignaturesOf(key).All(signature => key.Verifies(Text, signature.Bytes));

    private IEnumerable<NoteSignature> SignaturesOf(SignerKey key) =>
        Signatures.Where(signature => signature.KeyName == Origin && signature.KeyId.AsSpan().SequenceEqual(key.Id));

    private static long? ParseSize(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size.ToString(CultureInfo.InvariantCulture) == text ? size : null;
}
