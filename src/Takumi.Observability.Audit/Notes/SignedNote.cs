using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Takumi.Observability.Notes;

/// <summary>
/// A text and the signatures under it, as c2sp.org/signed-note defines them: the text, a blank line, and lines of
/// <c>— name base64(key id ‖ signature)</c>. Parsing says nothing of validity: that is <see cref="Check"/>.
/// </summary>
internal sealed class SignedNote
{
    /// <summary>The largest note that is read, in bytes: far above what 16 post-quantum signatures need.</summary>
    public const int MaxLength = 1_000_000;

    private const int MaxSignatures = 100;
    private const string SignatureStart = "— ";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        Text = text;
        Signatures = signatures;
    }

    /// <summary>What is signed: ends with a newline, excludes the blank line.</summary>
    public string Text { get; }

    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Signs <paramref name="text"/> and returns the note's bytes.</summary>
    /// <param name="text">Ends with a newline and has no other control character.</param>
    /// <param name="keyName">The name on the signature line: no white space, no plus.</param>
    /// <param name="signers">Each signs once; their lines stand in this order.</param>
    /// <param name="cancellationToken">Handed to the signers.</param>
    /// <exception cref="ArgumentException">Text or name cannot stand in a note.</exception>
    public static async ValueTask<byte[]> SignAsync(string text, string keyName, IReadOnlyList<INoteSigner> signers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(signers);
        if (!IsText(text))
            throw new ArgumentException("A note's text ends with a newline and has no other control character.", nameof(text));

        var note = new StringBuilder(text).Append('\n');
        foreach (var signer in signers)
        {
            var key = new NoteKey(keyName, signer.SignatureType, signer.PublicKey);
            var signature = await signer.SignAsync(Utf8.GetBytes(text), cancellationToken).ConfigureAwait(false);
            var blob = new byte[sizeof(uint) + signature.Length];
            BinaryPrimitives.WriteUInt32BigEndian(blob, key.Id);
            signature.CopyTo(blob.AsMemory(sizeof(uint)));
            note.Append(SignatureStart).Append(keyName).Append(' ').Append(Convert.ToBase64String(blob)).Append('\n');
        }

        return Utf8.GetBytes(note.ToString());
    }

    /// <summary>Signs by one key.</summary>
    /// <inheritdoc cref="SignAsync(string, string, IReadOnlyList{INoteSigner}, CancellationToken)"/>
    public static ValueTask<byte[]> SignAsync(string text, string keyName, INoteSigner signer, CancellationToken cancellationToken) =>
        SignAsync(text, keyName, [signer], cancellationToken);

    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedNote? note, [NotNullWhen(false)] out string? error)
    {
        note = null;
        if (bytes.Length > MaxLength)
        {
            error = $"a note is at most {MaxLength} bytes, this is {bytes.Length}";
            return false;
        }

        if (!TryDecode(bytes, out var whole) || !IsText(whole))
        {
            error = "a note is UTF-8 without control characters, ending with a newline";
            return false;
        }

        // The blank line before the signatures is the last one: the text may have blank lines of its own.
        var blank = whole.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0)
        {
            error = "no blank line separates text and signatures";
            return false;
        }

        var lines = whole[(blank + 2)..].Split('\n')[..^1];
        if (lines.Length is 0 or > MaxSignatures)
        {
            error = $"a note has 1 to {MaxSignatures} signatures, this has {lines.Length}";
            return false;
        }

        var signatures = new List<NoteSignature>(lines.Length);
        foreach (var line in lines)
        {
            if (!TryParseSignature(line, out var signature))
            {
                error = $"signature line {signatures.Count + 1} is not '— name base64'";
                return false;
            }

            signatures.Add(signature);
        }

        note = new SignedNote(whole[..(blank + 1)], signatures);
        error = null;
        return true;
    }

    /// <summary>
    /// Checks every signature that one of <paramref name="keys"/> claims to have made. Signatures by other keys or of unknown types are
    /// ignored; one bad signature of a known key spoils the note, whatever else it carries.
    /// </summary>
    public NoteValidity Check(IReadOnlyCollection<NoteKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var text = Utf8.GetBytes(Text);
        var validity = NoteValidity.UnknownKey;
        foreach (var signature in Signatures)
        {
            foreach (var key in keys.Where(k => k.Made(signature)))
            {
                if (!key.Verify(text, signature.Value.Span))
                    return NoteValidity.BadSignature;
                validity = NoteValidity.Valid;
            }
        }

        return validity;
    }

    private static bool IsText(string text) => text.EndsWith('\n') && !text.Any(c => c is < ' ' and not '\n');

    private static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text)
    {
        text = System.Text.Unicode.Utf8.IsValid(bytes) ? Utf8.GetString(bytes) : null;
        return text is not null;
    }

    private static bool TryParseSignature(string line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith(SignatureStart, StringComparison.Ordinal))
            return false;
        var parts = line[SignatureStart.Length..].Split(' ');
        if (parts.Length != 2 || !NoteKey.IsName(parts[0]) || !StrictBase64.TryDecode(parts[1], out var blob) || blob.Length <= sizeof(uint))
            return false;
        signature = new NoteSignature(parts[0], BinaryPrimitives.ReadUInt32BigEndian(blob), blob.AsMemory(sizeof(uint)));
        return true;
    }
}
