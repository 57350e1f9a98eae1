using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// An attribute's value as a label's text, by OpenTelemetry's "AnyValue representation for non-OTLP protocols".
/// </summary>
internal static class TagValue
{
    public static string ToText(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => Float(number),
        float number => Float(number),
        byte[] bytes => Convert.ToBase64String(bytes),
        IEnumerable items => Array(items),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Float(double number) =>
        double.IsNaN(number) ? "NaN"
        : double.IsInfinity(number) ? (number > 0 ? "Infinity" : "-Infinity")
        : number.ToString("R", CultureInfo.InvariantCulture);

    private static string Float(float number) =>
        float.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : Float((double)number);

    private static string Array(IEnumerable items)
    {
        var text = new StringBuilder("[");
        foreach (var item in items)
        {
            if (text.Length > 1)
                text.Append(',');
            text.Append(Json(item));
        }
        return text.Append(']').ToString();
    }

    private static string Json(object? item) => item switch
    {
        null => "null",
        bool or sbyte or byte or short or ushort or int or uint or long or ulong => ToText(item),
        double number when double.IsFinite(number) => Float(number),
        float number when float.IsFinite(number) => Float(number),
        string or byte[] => Quoted(ToText(item)),
        IEnumerable items => Array(items),
        _ => Quoted(ToText(item)),
    };

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
