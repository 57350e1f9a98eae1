using System.Security.Cryptography;
using System.Text;

namespace Takumi.Observability.Sealing;

/// <summary>
/// What stands for a person where the id must not: in the request to erase somebody, which waits as a file, and in the names of the key store, which keep it from who has no naming
/// key. Whoever has a list of ids can tell which one a digest is of.
/// </summary>
internal static class SubjectDigest
{
    public const int Length = 32;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>SHA-256 of the subject in UTF-8.</summary>
    /// <exception cref="EncoderFallbackException">It has a lone surrogate.</exception>
    public static byte[] Of(string subject) => SHA256.HashData(s_utf8.GetBytes(subject));
}
