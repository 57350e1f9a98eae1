using System.Globalization;

namespace Takumi.Observability.Requests;

/// <summary>Status codes as tag values, boxed and spelled once.</summary>
internal static class StatusCodeValue
{
    private static readonly object[] s_boxed = [.. Enumerable.Range(0, 600).Cast<object>()];
    private static readonly string[] s_text = [.. Enumerable.Range(0, 600).Select(static code => code.ToString(CultureInfo.InvariantCulture))];

    public static object Boxed(int statusCode) => IsCommon(statusCode) ? s_boxed[statusCode] : statusCode;

    public static string Text(int statusCode) => IsCommon(statusCode) ? s_text[statusCode] : statusCode.ToString(CultureInfo.InvariantCulture);

    private static bool IsCommon(int statusCode) => (uint)statusCode < (uint)s_boxed.Length;
}
