namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>RFC 4648 section 4 in its one spelling: with padding, without white space, and unused bits zero.</summary>
internal static class CanonicalBase64
{
    public static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) && Convert.ToBase64String(bytes, 0, count) == text ? bytes[..count] : null;
    }
}
