using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Takumi.Observability.Generators.Metrics;
using Takumi.Observability.Generators.Tracing;

namespace Takumi.Observability.Benchmarks;

/// <summary>
/// What the package adds to one keystroke in a project of 2,000 files, 20 of which declare metrics and 20 spans: both generators over the project, then both analyzers over the file
/// that is being edited, as an editor asks for it. The compiler's own work on that file, which an editor does in any case, is done before the clock starts. Budget: below 0.1 s.
/// </summary>
[MemoryDiagnoser]
public class EditBenchmarks
{
    private const int Files = 2_000;
    private const int Declaring = 20;

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Latest, DocumentationMode.None);
    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers = [new TraceAnalyzer(), new MetricsAnalyzer()];

    private GeneratorDriver _driver = null!;
    private CSharpCompilation _compilation = null!;
    private Compilation _edited = null!;
    private SemanticModel _model = null!;
    private int _edits;

    public enum Place
    {
        AnyFile,
        FileWithSpans,
        FileWithMetrics,
    }

    [ParamsAllValues]
    public Place Edited { get; set; }

    private int EditedFile => Edited switch { Place.FileWithMetrics => 0, Place.FileWithSpans => Declaring, _ => Files - 1 };

    [GlobalSetup]
    public void Open()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        _compilation = CSharpCompilation.Create("Big", Enumerable.Range(0, Files).Select(Parse), references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        _driver = CSharpGeneratorDriver
            .Create([new MetricsGenerator().AsSourceGenerator(), new WeavingGuardGenerator().AsSourceGenerator()], parseOptions: s_options)
            .RunGeneratorsAndUpdateCompilation(_compilation, out var whole, out _);
        if (_driver.GetRunResult().GeneratedTrees.Length < Declaring + 2)
            throw new InvalidOperationException("Every declaring file has to have its generated half, and the assembly its guard.");
        if (whole.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            throw new InvalidOperationException($"The project has to compile: {error}");
        if (Diagnostics(whole, whole.SyntaxTrees.ElementAt(Declaring)) is not [{ Id: "TKM000" }])
            throw new InvalidOperationException("The analyzer has to see the attributed method, which nothing weaves here.");
    }

    /// <summary>A keystroke: a new tree, which the compiler has bound.</summary>
    [IterationSetup]
    public void Type()
    {
        var tree = _compilation.SyntaxTrees[EditedFile];
        var text = tree.ToString().Replace("/*edit*/", $"/*edit*/ var edit{_edits++} = 1;", StringComparison.Ordinal);
        _edited = _compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text, s_options, tree.FilePath));
        _model = _edited.GetSemanticModel(_edited.SyntaxTrees.Single(candidate => candidate.FilePath == tree.FilePath));
        _model.GetDiagnostics();
    }

    [Benchmark(Description = "generators")]
    public GeneratorDriver Generate() => _driver = _driver.RunGenerators(_edited);

    [Benchmark(Description = "analyzers")]
    public ImmutableArray<Diagnostic> Analyze() => Diagnostics(_edited, _model.SyntaxTree);

    private static ImmutableArray<Diagnostic> Diagnostics(Compilation compilation, SyntaxTree tree)
    {
        var analysis = compilation.WithAnalyzers(s_analyzers);
        return analysis.GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(tree), null, CancellationToken.None).GetAwaiter().GetResult();
    }

    private static SyntaxTree Parse(int file) => CSharpSyntaxTree.ParseText(
        file switch
        {
            < Declaring =>
                $$"""
                using System; using Takumi.Observability; namespace Big;
                [Meter("Big")] public static partial class Metrics{{file}}
                {
                    /// <summary>An order.</summary>
                    [Counter("big.orders_{{file}}")] public static partial void Ordered(string shop, bool paid);
                    /// <summary>Time.</summary>
                    [Histogram("big.duration_{{file}}", Unit = "s")] public static partial void Took(string shop, TimeSpan elapsed);
                    [Timer(nameof(Took))] public static partial MetricTimer Time(string shop);
                    public static void Note() { /*edit*/ }
                }
                """,
            < 2 * Declaring =>
                $$"""
                using System.Threading.Tasks; using Takumi.Observability; namespace Big;
                public sealed class Workflow{{file}}
                {
                    [TraceWorkflow("workflow-{{file}}")] public async Task RunAsync([SpanTag("order.id")] string order) { /*edit*/ await Task.Yield(); }
                }
                """,
            _ =>
                $$"""
                using System; namespace Big;
                [Serializable] public sealed class Entity{{file}}
                {
                    [Obsolete("old")] public int Value { get; set; }
                    public string Describe(int count) { /*edit*/ return string.Concat("entity ", count.ToString(System.Globalization.CultureInfo.InvariantCulture)); }
                }
                """,
        },
        s_options,
        $"File{file}.cs");
}
