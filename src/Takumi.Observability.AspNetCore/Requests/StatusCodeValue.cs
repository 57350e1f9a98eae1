using System.Globalization;

namespace Takumi.Observability.Requests;

/// <summary>Status codes as tag values, boxed or spelled once.</summary>
internal static class StatusCodeValue
{
    private static readonly object?[] s_boxed = new object?[600];
    private static readonly string?[] s_text = new string?[600];

    public static object Boxed(int statusCode) =>
        (uint)statusCode < (uint)s_boxed.Length ? s_boxed[statusCode] ??= statusCode : statusCode;

    public static string Text(int statusCode) =>
        (uint)statusCode < (uint)s_text.Length
            ? s_text[statusCode] ??= statusCode.ToString(CultureInfo.InvariantCulture)
            : statusCode.ToString(CultureInfo.InvariantCulture);
}
