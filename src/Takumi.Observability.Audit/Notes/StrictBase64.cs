using System.Diagnostics.CodeAnalysis;

namespace Takumi.Observability.Notes;

/// <summary>
/// Base 64 of RFC 4648 §4 with one spelling a value. The framework's decoder skips white space and ignores stray bits in the last
/// character, so a byte of a note could change without changing what it says.
/// </summary>
internal static class StrictBase64
{
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            bytes = null;
            return false;
        }

        bytes = bytes[..length];
        if (Convert.ToBase64String(bytes) == text)
            return true;
        bytes = null;
        return false;
    }
}
