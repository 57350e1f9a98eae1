namespace Takumi.Observability.Redaction;

/// <summary>Carries <see cref="Redact"/> out. What it cannot mask by the rule it does not show at all.</summary>
internal static class Masking
{
    public const string Hidden = "[redacted]";

    private const int Shown = 4;

    public static string? Mask(string? value, Redact redact) => (value, redact) switch
    {
        (null, _) => null,
        (_, Redact.None) => value,
        ({ Length: > 2 * Shown }, Redact.KeepEnds) => $"{value.AsSpan(0, Shown)}…{value.AsSpan(value.Length - Shown)}",
        ({ Length: > Shown }, Redact.KeepLastFour) => $"…{value.AsSpan(value.Length - Shown)}",
        (_, Redact.Email) when value.LastIndexOf('@') is > 0 and var at => $"{value[0]}***{value.AsSpan(at)}",
        _ => Hidden,
    };
}
