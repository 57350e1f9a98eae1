namespace Quickstart.Report;

/// <summary>Two scrapes compared.</summary>
public static class Scrape
{
    /// <summary>The samples of this library's catalogue that are new or have changed, histograms cut to their count and sum.</summary>
    public static string Changed(string before, string after)
    {
        var known = before.Split('\n').ToHashSet();
        var changed = after.Split('\n').Where(line => line.Length > 0 && line[0] != '#' && !known.Contains(line) && IsOurs(line) && !line.Contains("_bucket{", StringComparison.Ordinal));
        return string.Join('\n', changed);
    }

    private static bool IsOurs(string line) =>
        line.StartsWith("workflow_", StringComparison.Ordinal) || line.StartsWith("contract_", StringComparison.Ordinal)
        || line.StartsWith("http_request", StringComparison.Ordinal) || line.StartsWith("audit_", StringComparison.Ordinal)
        || line.StartsWith("telemetry_", StringComparison.Ordinal);
}
