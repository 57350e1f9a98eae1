using System.Text.RegularExpressions;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>The README's section on metrics: its table is the manifest, its code is the sample's. TAKUMI_REWRITE=1 writes the table anew.</summary>
public sealed partial class ReadmeTests
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

    [Fact]
    public void The_code_is_the_samples()
    {
        var readme = File.ReadAllText(s_file);
        var section = readme[readme.IndexOf("\n## Metrics\n", StringComparison.Ordinal)..];
        var sample = string.Concat(Directory.GetFiles(RepositoryRoot.Combine("samples", "TypedMetrics"), "*.cs").Select(File.ReadAllText));
        var blocks = CodeBlock().Matches(section[..section.IndexOf("\n## ", 4, StringComparison.Ordinal)]);

        blocks.Count.ShouldBe(3);
        foreach (Match block in blocks)
            sample.ShouldContain(block.Groups[1].Value);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
