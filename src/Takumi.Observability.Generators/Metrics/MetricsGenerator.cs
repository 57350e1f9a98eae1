using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>Implements the partial methods of every class with <c>[Meter]</c>, and writes the assembly's manifest.</summary>
[Generator(LanguageNames.CSharp)]
internal sealed class MetricsGenerator : IIncrementalGenerator
{
    /// <summary>How every generated half's file name ends.</summary>
    public const string FileSuffix = ".Meter.g.cs";

    /// <summary>The step whose output is a model for each class.</summary>
    public const string ModelStep = "MeterClasses";

    /// <summary>The step that gathers the models for the manifest.</summary>
    public const string ManifestStep = "Manifest";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var types = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                Vocabulary.MeterAttribute,
                static (node, _) => node is ClassDeclarationSyntax,
                static (found, cancellationToken) => MeterClassReader.Read((INamedTypeSymbol)found.TargetSymbol, new Problems(), cancellationToken))
            .Where(static type => type is not null)
            .Select(static (type, _) => type!)
            .WithTrackingName(ModelStep);

        var analyzersAreOff = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => AreAnalyzersOff(options.GlobalOptions));
        context.RegisterSourceOutput(types.Combine(analyzersAreOff), static (output, pair) => output.AddSource(pair.Left.FullName + FileSuffix, MeterClassWriter.Write(pair.Left, analyzersAreOff: pair.Right)));

        var manifest = types.Collect().Select(static (all, _) => new EquatableArray<MeterClass>(all)).WithTrackingName(ManifestStep);
        context.RegisterSourceOutput(manifest, static (output, all) =>
        {
            if (all.Count > 0)
                output.AddSource("TelemetryManifest.g.cs", ManifestWriter.Write(all));
        });
    }

    // As the SDK decides it for a build.
    private static bool AreAnalyzersOff(AnalyzerConfigOptions options) =>
        (Property(options, "RunAnalyzers") is { Length: > 0 } run ? run : Property(options, "RunAnalyzersDuringBuild")).Equals("false", StringComparison.OrdinalIgnoreCase);

    private static string Property(AnalyzerConfigOptions options, string name) => options.TryGetValue("build_property." + name, out var value) ? value : "";
}
