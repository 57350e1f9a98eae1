using Takumi.Observability.Testing;

namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>The declarations are the catalogue page, metric by metric, in both directions.</summary>
public sealed class CatalogueTests
{
    private const string FirstHeading = "## Metrics";
    private const string NextHeading = "## Spans";

    private static readonly string s_page = File.ReadAllText(RepositoryRoot.Combine("tests", "Takumi.Observability.Abstractions.Tests", "Metrics", "Catalogue.md"));
    private static readonly Dictionary<string, PageMetric> s_pageMetrics = CataloguePage.Read(s_page).ToDictionary(m => m.Name);
    private static readonly Dictionary<string, MetricDefinition> s_declared = TelemetryManifest.Of(typeof(MeterAttribute).Assembly).Metrics.ToDictionary(m => m.Name);

    public static TheoryData<string> Names() => [.. s_pageMetrics.Keys];

    [Fact]
    public void Every_metric_of_the_page_is_declared_and_every_declared_one_is_on_the_page()
    {
        s_declared.Keys.Except(s_pageMetrics.Keys).ShouldBeEmpty("declared, but not on the page");
        s_pageMetrics.Keys.Except(s_declared.Keys).ShouldBeEmpty("on the page, but not declared");
        s_pageMetrics.Count.ShouldBe(77);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_metric_is_declared_as_the_page_has_it(string name)
    {
        var page = s_pageMetrics[name];
        var declared = s_declared[name];

        declared.Meter.ShouldBe("Takumi.Observability");
        (declared.Kind, declared.Unit).ShouldBe((page.Kind, page.Unit));
        declared.Boundaries.ShouldBe(page.Boundaries);
        declared.Labels.Select(l => l.Name).ShouldBe(page.Labels.Keys, ignoreOrder: true);
        ScrapedName.Of(declared).ShouldBe(page.ScrapedAs);
        foreach (var label in declared.Labels)
        {
            (label.Values.Count > 0 || label.Limit > 0).ShouldBeTrue($"label {label.Name} has no bound");
            if (page.Labels[label.Name] is { Length: > 0 } values)
                label.Values.ShouldBe(values);
        }
    }

    [Fact]
    public void The_copy_of_the_page_is_the_shared_page()
    {
        var shared = Path.GetFullPath(RepositoryRoot.Combine("..", "shared", "TELEMETRY.md"));
        Assert.SkipUnless(File.Exists(shared), "No shared page beside this checkout: the copy in the test project stands alone.");
        var page = File.ReadAllText(shared);

        page[page.IndexOf(FirstHeading, StringComparison.Ordinal)..page.IndexOf(NextHeading, StringComparison.Ordinal)].ShouldBe(s_page);
    }
}
