using Takumi.Observability.Testing;

namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>The README's table of metrics is the manifest. TAKUMI_REWRITE=1 writes the table anew.</summary>
public sealed class ReadmeTests
{
    private const string Begin = "<!-- metrics: from the manifest -->\n";
    private const string End = "<!-- /metrics -->\n";

    private static readonly string s_file = RepositoryRoot.Combine("src", "Takumi.Observability.Abstractions", "README.md");

    [Fact]
    public void The_table_of_metrics_is_the_manifest()
    {
        var readme = File.ReadAllText(s_file);
        var start = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = readme.IndexOf(End, StringComparison.Ordinal);
        var table = ReferenceTable.Write(TelemetryManifest.Of(typeof(MeterAttribute).Assembly));
        if (Environment.GetEnvironmentVariable("TAKUMI_REWRITE") == "1")
            File.WriteAllText(s_file, readme[..start] + table + readme[end..]);
        else
            readme[start..end].ShouldBe(table, $"{s_file} is stale; TAKUMI_REWRITE=1 rewrites its table");
    }
}
