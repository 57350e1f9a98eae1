using System.Diagnostics;
using System.Globalization;

namespace Takumi.Observability.Weaving;

/// <summary>
/// Turns a captured value into a tag: what OpenTelemetry has a type for stays as it is, an enum becomes its name, everything else its invariant text.
/// Text is made at once, so that a span neither keeps an object alive nor shows a later state of it.
/// </summary>
internal static class SpanTagValue
{
    public static void Set<T>(Activity activity, string name, T value) => activity.SetTag(name, Of(value));

    public static string? Text<T>(T value) => Of(value) is { } made ? Convert.ToString(made, CultureInfo.InvariantCulture) : null;

    public static object? Of<T>(T value)
    {
        try
        {
            return value switch
            {
                null or string or bool or int or long or double => value,
                byte or sbyte or short or ushort or uint or float or char => value,
                string[] or bool[] or int[] or long[] or double[] => value,
                Enum => value.ToString(),
                IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString(),
            };
        }
        catch (Exception)
        {
            // The user's own ToString: its failure costs the tag, never the call.
            return null;
        }
    }
}
