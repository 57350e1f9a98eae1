using System.Text.RegularExpressions;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>The names of instruments and labels: dotted lower case, one underscore at most between words.</summary>
internal static class MetricName
{
    private static readonly Regex s_dotted = new(@"^[a-z][a-z0-9]*(_[a-z0-9]+)*(\.[a-z][a-z0-9]*(_[a-z0-9]+)*)*$", RegexOptions.CultureInvariant);

    // A scrape adds these itself; a name that has them already would show them twice, or pass for a part of a histogram.
    private static readonly string[] s_added = ["total", "count", "sum", "bucket", "seconds", "milliseconds", "bytes", "percent", "ratio"];

    private static readonly string[] s_reservedLabels = ["le", "quantile", "job", "instance"];

    /// <summary>What is wrong with an instrument's name, or null.</summary>
    public static string? Fault(string name)
    {
        if (name.Length > 255 || !s_dotted.IsMatch(name))
            return "it is not dotted lower case, such as 'stellar.transactions'";

        var last = name.Split('.', '_').Last();
        return s_added.Contains(last) ? $"its last word '{last}' is added by what reads the metric; leave it out, and say the unit by Unit" : null;
    }

    /// <summary>What is wrong with a label's name, or null.</summary>
    public static string? LabelFault(string name)
    {
        if (!s_dotted.IsMatch(name))
            return "it is not lower case, such as 'error_type'";

        return s_reservedLabels.Contains(name) ? "Prometheus keeps this name for itself" : null;
    }

    /// <summary><c>amountBucket</c> and <c>AmountBucket</c> as <c>amount_bucket</c>; <c>HTTPError</c> as <c>http_error</c>.</summary>
    public static string Snake(string name)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(startsWord ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
