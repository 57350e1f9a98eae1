using System.Security.Cryptography;

namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>Step 1 of the README's "What a verifier does": which key signs at which sizes, log by log, beginning with one that was given.</summary>
internal sealed class Keys(byte[] given, IReadOnlyList<byte[]> handovers)
{
    private sealed record Period(byte[] Key, long From, long Until, string? By);

    /// <summary>Those that handed their log over, byte for byte.</summary>
    public IEnumerable<byte[]> Handovers => handovers.Where(bytes => SignedText.Parse(bytes) is { } note && Of(note.Origin).Any(p => p.By == note.Text));

    public bool Accept(SignedText note)
    {
        var answers = Of(note.Origin).Where(p => note.Size >= p.From && note.Size <= p.Until).Select(p => note.SignedBy(p.Key)).ToList();
        return answers.Contains(true) && !answers.Contains(false);
    }

    private List<Period> Of(string origin)
    {
        var periods = new List<Period> { new(given, 0, long.MaxValue, null) };
        foreach (var note in handovers.Select(SignedText.Parse).OfType<SignedText>().Where(n => n.Origin == origin && n.NextKey is not null).OrderBy(n => n.Size))
        {
            if (NextKey(note) is not { } next)
                continue;
            var known = periods.Find(p => p.Key.AsSpan().SequenceEqual(next));
            if (known is { By: not null } or { Until: < long.MaxValue })
                continue;
            var old = periods.Where(p => p != known && note.Size >= p.From && note.Size <= p.Until && note.SignedBy(p.Key) is not null).ToList();
            if ((old.Count == 0 && known is null) || note.SignedBy(next) != true || old.Any(p => note.SignedBy(p.Key) != true))
                continue;
            periods = [.. periods.Where(p => p != known).Select(p => old.Contains(p) ? p with { Until = note.Size } : p), new Period(next, note.Size, long.MaxValue, note.Text)];
        }

        return periods;
    }

    private static byte[]? NextKey(SignedText note)
    {
        var parts = note.NextKey!.Split('+', 3);
        if (parts.Length != 3 || parts[0] != note.Origin || SignedText.Base64(parts[2]) is not [2, .. var key])
            return null;
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(key, out var read);
            return read == key.Length && ecdsa.ExportParameters(false).Curve.Oid.Value == "1.2.840.10045.3.1.7" && parts[1] == Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(..4)) ? key : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
