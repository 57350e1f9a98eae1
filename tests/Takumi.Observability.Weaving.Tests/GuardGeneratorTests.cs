using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Takumi.Observability.Generators.Tracing;
using Takumi.Observability.Weaving.Tests.Compiling;

namespace Takumi.Observability.Weaving.Tests;

/// <summary>The guard depends on whether anything is traced, and on nothing else.</summary>
public sealed class GuardGeneratorTests
{
    private const string Traced = "public static class Subject { [Takumi.Observability.TraceOperation(\"a\")] public static void Call() { } }";

    [Fact]
    public void An_assembly_with_a_traced_method_has_the_guard_and_another_has_not()
    {
        Guards(Traced).ShouldHaveSingleItem().ShouldContain("WeavingGuard.NotWoven(\"Compiled\")");
        Guards("public static class Subject { public static void Call() { } }").ShouldBeEmpty();
    }

    [Fact]
    public void An_edit_leaves_it_cached_and_the_last_attribute_takes_it_away()
    {
        var compilation = CompiledAssembly.Compile(Traced);
        var driver = CSharpGeneratorDriver
            .Create([new WeavingGuardGenerator().AsSourceGenerator()], driverOptions: new GeneratorDriverOptions(default, trackIncrementalGeneratorSteps: true))
            .RunGenerators(compilation, TestContext.Current.CancellationToken);

        var edited = driver.RunGenerators(WithText(compilation, Traced.Replace("void Call() { }", "int Call() => 1;", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        edited.GetRunResult().Results[0].TrackedOutputSteps.Values.SelectMany(steps => steps).SelectMany(step => step.Outputs)
            .ShouldAllBe(output => output.Reason == IncrementalStepRunReason.Cached || output.Reason == IncrementalStepRunReason.Unchanged);

        var untraced = edited.RunGenerators(WithText(compilation, "public static class Subject;"), TestContext.Current.CancellationToken);
        untraced.GetRunResult().GeneratedTrees.ShouldBeEmpty();
    }

    private static CSharpCompilation WithText(CSharpCompilation compilation, string source) =>
        compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken));

    private static string[] Guards(string source) =>
    [
        .. CSharpGeneratorDriver.Create(new WeavingGuardGenerator())
            .RunGenerators(CompiledAssembly.Compile(source), TestContext.Current.CancellationToken)
            .GetRunResult().GeneratedTrees.Select(tree => tree.ToString()),
    ];
}
