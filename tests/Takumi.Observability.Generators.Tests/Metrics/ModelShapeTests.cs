using System.Reflection;
using Takumi.Observability.Generators.Metrics;

namespace Takumi.Observability.Generators.Tests.Metrics;

/// <summary>What the generator keeps between two edits: plain values only. One symbol or syntax node would keep a whole compilation alive, and never be equal.</summary>
public sealed class ModelShapeTests
{
    [Fact]
    public void No_step_of_the_generator_keeps_a_type_of_Roslyn()
    {
        var seen = new HashSet<Type>();
        Visit(typeof(MeterClass), seen);

        seen.Where(t => t.Assembly.GetName().Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)).ShouldBeEmpty();
        seen.ShouldContain(typeof(ClosedValue));
    }

    [Fact]
    public void What_the_tracked_steps_give_out_is_that_model()
    {
        var run = MetricsCompilation.Driver().RunGenerators(new MetricsCompilation(Samples.TypedMetrics).Source, TestContext.Current.CancellationToken).GetRunResult().Results.Single();

        Outputs(MetricsGenerator.ModelStep).ShouldAllBe(value => value is MeterClass);
        Outputs(MetricsGenerator.ManifestStep).ShouldAllBe(value => value is EquatableArray<MeterClass>);

        IEnumerable<object> Outputs(string step) => run.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Value);
    }

    [Fact]
    public void Two_readings_of_one_source_are_equal()
    {
        var first = Models();
        var second = Models();

        first.ShouldBe(second);
        first.Select(m => m.GetHashCode()).ShouldBe(second.Select(m => m.GetHashCode()));
        static List<MeterClass> Models() =>
            [.. MetricsCompilation.Driver().RunGenerators(new MetricsCompilation(Samples.TypedMetrics).Source, TestContext.Current.CancellationToken).GetRunResult().Results.Single()
                .TrackedSteps[MetricsGenerator.ModelStep].SelectMany(s => s.Outputs).Select(o => (MeterClass)o.Value)];
    }

    private static void Visit(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type) || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
            return;

        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
            Visit(field.FieldType.IsArray ? field.FieldType.GetElementType()! : field.FieldType, seen);

        foreach (var argument in type.GenericTypeArguments)
            Visit(argument, seen);
    }
}
