namespace Takumi.Observability.Testing.Servers;

/// <summary>Prometheus' own checker of exposition text and naming (text format 0.0.4 only: it knows neither OpenMetrics nor exemplars).</summary>
public static class Promtool
{
    private static readonly Executable s_program = new("promtool", "prometheus");

    /// <summary>What <c>promtool check metrics</c> objects to in a page, a line each; none when it accepts the page.</summary>
    public static async Task<IReadOnlyList<string>> CheckMetricsAsync(string text, CancellationToken cancellationToken = default)
    {
        var result = await new Command(s_program.Require(), "check", "metrics").RunAsync(text, cancellationToken);
        var objections = (result.Error + result.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return result.ExitCode == 0 || objections.Length > 0 ? objections : [$"promtool ended with exit code {result.ExitCode}"];
    }
}
