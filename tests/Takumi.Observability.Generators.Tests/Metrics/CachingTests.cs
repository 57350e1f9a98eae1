using Microsoft.CodeAnalysis;
using Takumi.Observability.Generators.Metrics;

namespace Takumi.Observability.Generators.Tests.Metrics;

/// <summary>The generator works again only for what an edit has changed: an editor runs it at every keystroke.</summary>
public sealed class CachingTests
{
    private const string Neighbour = "namespace TypedMetrics; public class Neighbour { }";

    private static readonly string[] s_steps = [MetricsGenerator.ModelStep, MetricsGenerator.ManifestStep];

    [Fact]
    public void An_edit_of_another_file_is_cached()
    {
        var reasons = ReasonsAfter(file: 4, text => text.Replace("{ }", "{ public int Added; }"));

        foreach (var step in s_steps)
            reasons[step].ShouldAllBe(r => r == IncrementalStepRunReason.Cached || r == IncrementalStepRunReason.Unchanged);

        reasons["outputs"].ShouldAllBe(r => r == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void An_edit_beside_the_declarations_of_the_same_file_is_cached()
    {
        var reasons = ReasonsAfter(file: 2, text => "// a comment that moves every line\n\n" + text + "\npublic class Added { }");

        reasons["outputs"].ShouldAllBe(r => r == IncrementalStepRunReason.Cached);
    }

    [Theory]
    [InlineData("\"shop.orders\"", "\"shop.purchases\"")]
    [InlineData("Orders placed.", "Orders that were placed.")]
    [InlineData("Limit = 50", "Limit = 51")]
    [InlineData("\"TypedMetrics.Orders\"", "\"TypedMetrics.Purchases\"")]
    [InlineData("[1, 5, 15, 60]", "[1, 5, 15, 61]")]
    public void An_edit_of_a_declaration_writes_its_class_and_the_manifest_anew_and_no_other_class(string from, string to)
    {
        var reasons = ReasonsAfter(file: 2, text => text.Replace(from, to));

        reasons[MetricsGenerator.ModelStep].Count(r => r == IncrementalStepRunReason.Modified).ShouldBe(1);
        reasons[MetricsGenerator.ManifestStep].ShouldBe([IncrementalStepRunReason.Modified]);
        reasons["outputs"].Count(r => r == IncrementalStepRunReason.Modified).ShouldBe(2);
        reasons["outputs"].Count(r => r == IncrementalStepRunReason.Cached).ShouldBe(1);
    }

    [Fact]
    public void An_enum_edited_in_another_file_writes_the_classes_anew_that_use_it()
    {
        var reasons = ReasonsAfter(file: 1, text => text.Replace("\"pos\"", "\"shop\""));

        reasons[MetricsGenerator.ModelStep].Count(r => r == IncrementalStepRunReason.Modified).ShouldBe(1);
    }

    private static Dictionary<string, List<IncrementalStepRunReason>> ReasonsAfter(int file, Func<string, string> edit)
    {
        var compilation = new MetricsCompilation([.. Samples.TypedMetrics, Neighbour]).Source;
        var driver = MetricsCompilation.Driver().RunGenerators(compilation);
        var before = compilation.SyntaxTrees[file];
        var edited = edit(before.ToString());
        edited.ShouldNotBe(before.ToString());

        var result = driver
            .RunGenerators(compilation.ReplaceSyntaxTree(before, MetricsCompilation.Parse(edited, before.FilePath)))
            .GetRunResult().Results.Single();

        var reasons = s_steps.ToDictionary(s => s, s => Reasons(result.TrackedSteps[s]));
        reasons["outputs"] = Reasons(result.TrackedOutputSteps.SelectMany(s => s.Value));
        return reasons;
    }

    private static List<IncrementalStepRunReason> Reasons(IEnumerable<IncrementalGeneratorRunStep> steps) => [.. steps.SelectMany(s => s.Outputs).Select(o => o.Reason)];
}
