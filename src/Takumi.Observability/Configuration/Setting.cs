using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Configuration;

/// <summary>
/// Reads single values of the application's configuration by hand: no reflection, so nothing is lost by trimming, and a value that can't be read
/// is reported with its key, itself, and what is allowed. It knows what it was asked for, so that a misspelt name is no default unseen.
/// </summary>
internal sealed class Setting(IConfiguration configuration, List<string> problems)
{
    private readonly List<string> _known = [];

    public string? String(string key)
    {
        _known.Add(key);
        return configuration[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
    }

    public bool? Bool(string key) => OneOf(key, ("true", true), ("false", false), ("1", true), ("0", false));

    public double? Ratio(string key) => Read(key, "a number from 0 to 1", static (string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value >= 0 && value <= 1);

    public int? Count(string key) => Read(key, "a whole number above zero", static (string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0);

    public int? Whole(string key) => Read(key, "a whole number", static (string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    public long? WholeLong(string key) => Read(key, "a whole number", static (string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    /// <summary>A time with a colon: .NET reads a bare number as days, which nobody means.</summary>
    public TimeSpan? Time(string key) => Read(key, "a time such as 00:00:10, or 1.00:00:00 for a day", static (string text, out TimeSpan value) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out value) && text.Contains(':', StringComparison.Ordinal));

    public TimeSpan? Milliseconds(string key) => Count(key) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    public T? OneOf<T>(string key, params ReadOnlySpan<(string Name, T Value)> allowed)
        where T : struct
    {
        if (String(key) is not { } text)
            return null;
        foreach (var (name, value) in allowed)
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        var names = new List<string>(allowed.Length);
        foreach (var (name, _) in allowed)
            names.Add(name);
        problems.Add(Problem(key, text, string.Join(", ", names)));
        return null;
    }

    public string? HttpUri(string key)
    {
        if (String(key) is not { } text)
            return null;
        if (IsHttpUri(text))
            return text;
        problems.Add(Problem(key, text, "an absolute http or https URL"));
        return null;
    }

    /// <summary>Pairs as OpenTelemetry's variables have them. The message shows none of them: headers carry credentials.</summary>
    public string? Pairs(string key)
    {
        if (String(key) is not { } text)
            return null;
        if (ArePairs(text))
            return text;
        problems.Add(Problem(key, "***", PairsAllowed));
        return null;
    }

    /// <summary>The items of a section, or of one value separated by commas.</summary>
    public IEnumerable<string> List(string key)
    {
        var children = configuration.GetSection(key).GetChildren().Select(child => child.Value ?? "");
        var single = String(key)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return single.Concat(children);
    }

    /// <summary>A variable that is there but empty: an empty name is a mistake, not a wish for the default.</summary>
    public bool IsEmpty(string key) => configuration[key] is { } value && string.IsNullOrWhiteSpace(value);

    public void Refuse(string key, string value, string allowed) => problems.Add(Problem(key, value, allowed));

    /// <summary>A section below that somebody else reads.</summary>
    public void Allow(string section) => _known.Add(section);

    /// <summary>Refuses what nobody has asked for.</summary>
    /// <param name="sections">Whether sections of which nothing was asked are refused as well, or belong to packages that only they know.</param>
    public void RefuseUnknown(bool sections) => RefuseUnknown(configuration, "", sections);

    /// <summary>Ends the reading of a section.</summary>
    /// <exception cref="OptionsValidationException">Something in it can't be read, or is no setting; it is named by its full key.</exception>
    public void ThrowIfAny<TOptions>(string section)
    {
        RefuseUnknown(sections: true);
        if (problems.Count > 0)
            throw new OptionsValidationException(typeof(TOptions).Name, typeof(TOptions), [.. problems.Select(problem => $"{section}:{problem}")]);
    }

    public static bool IsHttpUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    public const string PairsAllowed = "name=value pairs separated by commas";

    public static bool ArePairs(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).All(static pair => pair.IndexOf('=', StringComparison.Ordinal) > 0);

    public static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>An address may carry a password: the message shows where it points, not who asks.</summary>
    public static string Problem(string key, string value, string allowed) =>
        $"{key} is '{(Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0 ? value.Replace(uri.UserInfo, "***", StringComparison.Ordinal) : value)}'; allowed: {allowed}.";

    private void RefuseUnknown(IConfiguration section, string path, bool sections)
    {
        foreach (var child in section.GetChildren())
        {
            var key = path + child.Key;
            if (_known.Contains(key, StringComparer.OrdinalIgnoreCase))
                continue;
            if (KnownBelow($"{key}:").Any())
                RefuseUnknown(child, $"{key}:", sections: true);
            else if (child.Value is not null || (sections && child.GetChildren().Any()))
                problems.Add($"{key} is not a setting; allowed: {string.Join(", ", KnownBelow(path).Distinct())}.");
        }
    }

    /// <summary>The names of one level, in the order in which they were asked for.</summary>
    private IEnumerable<string> KnownBelow(string path) =>
        _known.Where(known => known.StartsWith(path, StringComparison.OrdinalIgnoreCase)).Select(known => known[path.Length..].Split(':')[0]);

    private delegate bool TryRead<T>(string text, out T value);

    private T? Read<T>(string key, string allowed, TryRead<T> tryRead)
        where T : struct
    {
        if (String(key) is not { } text)
            return null;
        if (tryRead(text, out var value))
            return value;
        problems.Add(Problem(key, text, allowed));
        return null;
    }
}
