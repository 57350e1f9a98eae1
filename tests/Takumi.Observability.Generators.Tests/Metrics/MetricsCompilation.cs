using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Takumi.Observability.Generators.Metrics;

namespace Takumi.Observability.Generators.Tests.Metrics;

/// <summary>Source files compiled in memory with the metrics generator and analyzer, as a project that references the Abstractions package would be.</summary>
internal sealed class MetricsCompilation
{
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Latest, DocumentationMode.None);

    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(MeterAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly CSharpCompilation _source;

    public MetricsCompilation(params IEnumerable<string> files) =>
        _source = CSharpCompilation.Create(
            "Shop",
            files.Select((text, i) => Parse(text, $"File{i}.cs")),
            s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public CSharpCompilation Source => _source;

    public static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, s_parse, path);

    /// <summary>A driver that keeps the reasons of every step, for tests of caching.</summary>
    public static GeneratorDriver Driver(AnalyzerConfigOptionsProvider? options = null) => CSharpGeneratorDriver.Create(
        [new MetricsGenerator().AsSourceGenerator()],
        parseOptions: s_parse,
        optionsProvider: options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The generated files by name.</summary>
    public IReadOnlyDictionary<string, string> Generate() =>
        Driver().RunGenerators(_source).GetRunResult().Results.Single().GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    /// <summary>Errors and warnings of compiler and analyzer over source and generated files together, in the order of the source.</summary>
    public async Task<IReadOnlyList<Diagnostic>> DiagnosticsAsync()
    {
        Driver().RunGeneratorsAndUpdateCompilation(_source, out var complete, out _);
        var found = await complete.WithAnalyzers([new MetricsAnalyzer()]).GetAllDiagnosticsAsync();
        return [.. found.Where(d => d.Severity >= DiagnosticSeverity.Warning).OrderBy(d => d.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(d => d.Location.SourceSpan.Start)];
    }
}
