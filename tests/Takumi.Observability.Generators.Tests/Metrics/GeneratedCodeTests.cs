using Takumi.Observability.Testing;

namespace Takumi.Observability.Generators.Tests.Metrics;

/// <summary>What is generated, compared as exact text with files beside this one. TAKUMI_REWRITE=1 writes them anew.</summary>
public sealed class GeneratedCodeTests
{
    [Fact]
    public async Task The_sample_is_implemented_without_a_warning() => (await new MetricsCompilation(Samples.TypedMetrics).DiagnosticsAsync()).ShouldBeEmpty();

    [Fact]
    public async Task Every_form_is_implemented_without_a_warning() => (await new MetricsCompilation(Samples.EveryForm).DiagnosticsAsync()).ShouldBeEmpty();

    [Fact]
    public async Task Keywords_as_names_an_extension_method_and_large_bounds_are_implemented_without_a_warning() => (await new MetricsCompilation("""
        using Takumi.Observability;

        namespace Acme.@event;

        public partial class @class
        {
            [Meter("Acme")]
            public static partial class @static
            {
                /// <summary>Amounts in wei.</summary>
                [Histogram("acme.amount", Boundaries = [1, 1e15, 1e18])]
                public static partial void @default(@case @enum, string @string, long @long);
            }
        }

        [Meter("Acme.Pages")]
        public static partial class Pages
        {
            /// <summary>Visits.</summary>
            [Counter("acme.visits")]
            public static partial void Visited(this string page);
        }

        public enum @case { @new, Old }
        """).DiagnosticsAsync()).ShouldBeEmpty();

    [Fact]
    public void The_samples_code_is_as_stored() => ShouldBeAsStored(new MetricsCompilation(Samples.TypedMetrics).Generate());

    [Fact]
    public void The_code_of_every_form_is_as_stored() => ShouldBeAsStored(new MetricsCompilation(Samples.EveryForm).Generate(), "EveryForm.");

    [Fact]
    public void A_project_without_metrics_gets_no_file() => new MetricsCompilation("class Program;").Generate().ShouldBeEmpty();

    private static void ShouldBeAsStored(IReadOnlyDictionary<string, string> generated, string prefix = "")
    {
        generated.ShouldNotBeEmpty();
        foreach (var (name, text) in generated)
        {
            var file = RepositoryRoot.Combine("tests", "Takumi.Observability.Generators.Tests", "Metrics", "Snapshots", $"{prefix}{name}.txt");
            if (Environment.GetEnvironmentVariable("TAKUMI_REWRITE") == "1")
                File.WriteAllText(file, text);

            text.ShouldBe(File.Exists(file) ? File.ReadAllText(file) : "", $"{file} is not what the generator writes; TAKUMI_REWRITE=1 rewrites it");
        }
    }
}
