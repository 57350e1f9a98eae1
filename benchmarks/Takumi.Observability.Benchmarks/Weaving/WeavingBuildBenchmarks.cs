using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Takumi.Observability.Weaving;
using Takumi.Observability.Weaving.Files;

namespace Takumi.Observability.Benchmarks.Weaving;

/// <summary>
/// What weaving adds to the build of a large assembly with a portable PDB, beside the compiler's own time for it. One method in 20 is attributed.
/// Budget: 0.5 s a megabyte of assembly. <c>Megabytes</c> is printed at the start.
/// </summary>
[MemoryDiagnoser]
public class WeavingBuildBenchmarks
{
    private const int Files = 600;

    private readonly string _folder = Directory.CreateTempSubdirectory("takumi-weaving-").FullName;
    private string[] _references = [];

    private string Compiled => Path.Combine(_folder, "Compiled.dll");

    private string Woven => Path.Combine(_folder, "Big.dll");

    [GlobalSetup]
    public void Prepare()
    {
        _references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        if (CompileTo(Compiled) is { Success: false } failed)
            throw new InvalidOperationException(failed.Diagnostics[0].ToString());
        Copy();
        if (Weave() != Files)
            throw new InvalidOperationException("Every file has one attributed method.");
        Console.WriteLine($"// Megabytes: {new FileInfo(Compiled).Length / 1e6:F2} and {new FileInfo(Path.ChangeExtension(Compiled, ".pdb")).Length / 1e6:F2} of symbols");
    }

    [GlobalCleanup]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [IterationSetup]
    public void Copy()
    {
        File.Copy(Compiled, Woven, overwrite: true);
        File.Copy(Path.ChangeExtension(Compiled, ".pdb"), Path.ChangeExtension(Woven, ".pdb"), overwrite: true);
    }

    [Benchmark(Baseline = true, Description = "compile")]
    public EmitResult Compile() => CompileTo(Path.Combine(_folder, "Again.dll"));

    [Benchmark(Description = "weave")]
    public int Weave() => new AssemblyWeaver(_references, null, static error => throw new InvalidOperationException(error.Message)).Weave(new AssemblyFile(Woven, Path.Combine(_folder, "scratch")));

    private EmitResult CompileTo(string path)
    {
        using var assembly = File.Create(path);
        using var symbols = File.Create(Path.ChangeExtension(path, ".pdb"));
        return Project().Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
    }

    private CSharpCompilation Project() => CSharpCompilation.Create(
        "Compiled",
        Enumerable.Range(0, Files).Select(file => CSharpSyntaxTree.ParseText(Source(file), path: $"File{file}.cs", encoding: System.Text.Encoding.UTF8)),
        _references.Select(path => MetadataReference.CreateFromFile(path)),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));

    private static string Source(int file) =>
        $$"""
        using System; using System.Linq; using System.Threading.Tasks; using Takumi.Observability; namespace Big;
        public sealed class Service{{file}}
        {
            private readonly string[] _names = ["service {{file}}"];
            [TraceOperation("operation-{{file}}")] public async Task<int> RunAsync([SpanTag("order.id")] string order) { await Task.Yield(); return order.Length + Work0(1); }
        {{string.Concat(Enumerable.Range(0, 19).Select(method => $$"""
                public int Work{{method}}(int count)
                {
                    if (count < 0)
                        throw new ArgumentOutOfRangeException(nameof(count), count, "must be positive: {{file}} {{method}}");
                    var found = _names.Where(name => name.Length > count).Select(name => string.Concat(name, count.ToString())).ToList();
                    foreach (var name in found)
                        count += name.Length * {{method + 3}};
                    return found.Count == 0 ? count : found.Count + count;
                }

            """))}}
        }
        """;
}
