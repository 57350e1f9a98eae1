using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Takumi.Observability.Generators.Tracing;
using Takumi.Observability.Weaving.Files;

namespace Takumi.Observability.Weaving.Tests.Compiling;

/// <summary>A source text as the compiler leaves it on disk, ready to be woven.</summary>
internal sealed class CompiledAssembly
{
    private CompiledAssembly(string path) => Path = path;

    public static IReadOnlyList<string> References { get; } = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(System.IO.Path.PathSeparator);

    public string Path { get; }

    public string Pdb => System.IO.Path.ChangeExtension(Path, ".pdb");

    public string Scratch => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, "takumi");

    public static CSharpCompilation Compile(string source, string name = "Compiled", OptimizationLevel optimization = OptimizationLevel.Debug, string? keyFile = null) => CSharpCompilation.Create(
        name,
        [CSharpSyntaxTree.ParseText(SourceText.From(source, System.Text.Encoding.UTF8), new CSharpParseOptions(LanguageVersion.Latest), "/src/Compiled.cs")],
        References.Select(path => MetadataReference.CreateFromFile(path)),
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: optimization,
            allowUnsafe: true,
            deterministic: true,
            cryptoKeyFile: keyFile,
            strongNameProvider: keyFile is null ? null : new DesktopStrongNameProvider()));

    public static CompiledAssembly Write(CSharpCompilation compilation, string folder, DebugInformationFormat? format = DebugInformationFormat.PortablePdb, IEnumerable<ResourceDescription>? resources = null)
    {
        var assembly = new CompiledAssembly(System.IO.Path.Combine(folder, compilation.AssemblyName + ".dll"));
        using var dll = File.Create(assembly.Path);
        using var pdb = format == DebugInformationFormat.PortablePdb ? File.Create(assembly.Pdb) : null;
        var result = compilation.Emit(dll, pdb, manifestResources: resources, options: new EmitOptions(debugInformationFormat: format ?? DebugInformationFormat.PortablePdb, pdbFilePath: assembly.Pdb));
        result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return assembly;
    }

    /// <summary>The compilation with what the guard generator adds.</summary>
    public static CSharpCompilation WithGuard(CSharpCompilation compilation)
    {
        CSharpGeneratorDriver.Create(new WeavingGuardGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out var guarded, out var diagnostics, TestContext.Current.CancellationToken);
        diagnostics.ShouldBeEmpty();
        return (CSharpCompilation)guarded;
    }

    /// <summary>Weaves; returns what was reported.</summary>
    public IReadOnlyList<WeavingError> Weave(IReadOnlyList<string>? references = null, string? keyFile = null)
    {
        var errors = new List<WeavingError>();
        new AssemblyWeaver(references ?? References, keyFile, errors.Add).Weave(new AssemblyFile(Path, Scratch));
        return errors;
    }

    /// <summary>Loads the assembly beside those of the tests, so that its spans are seen by their recorders.</summary>
    public Assembly Load()
    {
        var context = new AssemblyLoadContext(Path, isCollectible: true);
        using var dll = new MemoryStream(File.ReadAllBytes(Path));
        using var pdb = File.Exists(Pdb) ? new MemoryStream(File.ReadAllBytes(Pdb)) : null;
        return context.LoadFromStream(dll, pdb);
    }
}
