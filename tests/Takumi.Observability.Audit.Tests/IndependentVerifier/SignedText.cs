using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>A checkpoint and its signature lines, by the README's "Checkpoints".</summary>
internal sealed record SignedText(string Text, string Origin, long Size, byte[] Root, string? NextKey, IReadOnlyList<(string Name, byte[] Id, byte[] Signature)> Signatures)
{
    public static SignedText? Parse(byte[] bytes)
    {
        string note;
        try
        {
            note = new UTF8Encoding(false, true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || split + 2 == note.Length || !note.EndsWith('\n') || note.Any(ch => ch < 0x20 && ch != '\n'))
            return null;
        var text = note[..(split + 1)];
        var signatures = new List<(string, byte[], byte[])>();
        foreach (var line in note[(split + 2)..^1].Split('\n'))
        {
            var parts = line.Split(' ');
            if (parts.Length != 3 || parts[0] != "—" || parts[1].Length == 0 || parts[1].Contains('+') || parts[1].Any(char.IsWhiteSpace) || Base64(parts[2]) is not { Length: > 4 } blob)
                return null;
            signatures.Add((parts[1], blob[..4], blob[4..]));
        }

        var lines = text[..^1].Split('\n');
        if (lines.Length < 3 || lines.Any(l => l.Length == 0))
            return null;
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size.ToString(CultureInfo.InvariantCulture) != lines[1])
            return null;
        var next = lines.Skip(3).Where(l => l.StartsWith("next-key ", StringComparison.Ordinal)).Select(l => l["next-key ".Length..]).ToList();
        return Base64(lines[2]) is { Length: 32 } root ? new SignedText(text, lines[0], size, root, next.Count == 1 ? next[0] : null, signatures) : null;
    }

    /// <summary>Null: no line names the key. Else whether every line that does verifies.</summary>
    public bool? SignedBy(byte[] publicKey)
    {
        var mine = Signatures.Where(s => s.Name == Origin && s.Id.AsSpan().SequenceEqual(SHA256.HashData(publicKey).AsSpan(..4))).ToList();
        if (mine.Count == 0)
            return null;
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        return mine.All(s => key.VerifyData(Encoding.UTF8.GetBytes(Text), s.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    public static byte[]? Base64(string text)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            return Convert.ToBase64String(bytes) == text ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
