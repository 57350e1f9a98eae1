using System.Buffers.Text;
using System.Text;
using Takumi.Observability.Format;

namespace Takumi.Observability.Sealing;

/// <summary>
/// The value of one member, sealed: <c>key id "." base64url(nonce ‖ ciphertext ‖ tag)</c>. Bound to its place, so that it opens in no other record,
/// under no other name, in no other log.
/// </summary>
internal static class SealedValue
{
    private const int IdLength = 32;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null if the key is destroyed.</summary>
    /// <param name="key">The person's.</param>
    /// <param name="place">Log and record.</param>
    /// <param name="member">Its name.</param>
    /// <param name="nonce">Never used before with this key.</param>
    /// <param name="plaintext">The value as it would stand in the line.</param>
    public static string? Seal(SubjectKey key, SealedPlace place, string member, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext)
    {
        var box = new byte[SubjectKey.NonceBytes + plaintext.Length + SubjectKey.TagBytes];
        nonce.CopyTo(box);
        var ciphertext = box.AsSpan(SubjectKey.NonceBytes, plaintext.Length);
        return key.TryEncrypt(nonce, plaintext, ciphertext, box.AsSpan(SubjectKey.NonceBytes + plaintext.Length), Associated(place, member, key.Id))
            ? $"{key.Id}.{Base64Url.EncodeToString(box)}"
            : null;
    }

    /// <summary>Which key sealed it; null if it is no sealed value.</summary>
    public static string? KeyIdOf(string value) =>
        value.Length > IdLength && value[IdLength] == '.' && TextForms.Fits(Encoding.UTF8.GetBytes(value[..IdLength]), MemberType.Id) ? value[..IdLength] : null;

    /// <summary>The value as it would stand in the line; null if this key did not seal it for this place.</summary>
    public static byte[]? Open(SubjectKey key, SealedPlace place, string member, string value)
    {
        var text = value.AsSpan(IdLength + 1);
        if (!Base64Url.IsValid(text, out var length) || length < SubjectKey.NonceBytes + SubjectKey.TagBytes)
            return null;
        ReadOnlySpan<byte> box = Base64Url.DecodeFromChars(text);
        var plaintext = new byte[length - SubjectKey.NonceBytes - SubjectKey.TagBytes];
        return key.TryDecrypt(box[..SubjectKey.NonceBytes], box[SubjectKey.NonceBytes..^SubjectKey.TagBytes], box[^SubjectKey.TagBytes..], plaintext, Associated(place, member, key.Id))
            ? plaintext
            : null;
    }

    /// <summary>The name comes last: it is the only part that may hold a line feed.</summary>
    private static byte[] Associated(SealedPlace place, string member, string keyId) =>
        s_utf8.GetBytes($"takumi.audit/sealed/{JournalLimits.FormatNumber}\n{place.Log}\n{place.Record}\n{keyId}\n{member}");
}
