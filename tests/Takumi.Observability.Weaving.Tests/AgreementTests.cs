using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Takumi.Observability.Generators.Tracing;
using Takumi.Observability.Testing;
using Takumi.Observability.Weaving.Tests.Compiling;

namespace Takumi.Observability.Weaving.Tests;

/// <summary>
/// The analyzer and the weaver over the same cases. What cannot be woven both refuse, by the same id. What is woven but leaves a gap elsewhere
/// (TKM005, TKM006, TKM007) is the analyzer's alone: there a suppression is a decision, which the weaver respects.
/// </summary>
public sealed class AgreementTests
{
    private static readonly string[] s_analyzerOnly = ["TKM005", "TKM006", "TKM007"];

    private static readonly (string Ids, string Members)[] s_cases =
    [
        ("", """[TraceOperation("a")] public void M() { }"""),
        ("", """[TraceOperation("a")] public async System.Threading.Tasks.ValueTask<int> M([SpanTag("x")] int x) { await System.Threading.Tasks.Task.Yield(); return x; }"""),
        ("", """[TraceOperation("a", ErrorWhen = null)] public string? M() => null;"""),
        ("", """[TraceOperation("a", ErrorWhen = null)] public int? M() => null;"""),
        ("", """[TraceOperation("a", ErrorWhen = 'x')] public char M() => 'x';"""),
        ("", """[TraceOperation("a", ErrorWhen = "Value.IsEmpty")] public Box<Text> M() => new(new Text());"""),
        ("", """[TraceOperation("a")] [return: SpanTag("r", Member = "Value.Length")] public System.Threading.Tasks.Task<Box<string>> M() => System.Threading.Tasks.Task.FromResult(new Box<string>(""));"""),
        ("", """[TraceOperation("a")] public void M([SpanTag("x", Member = "Inherited")] Derived x) { }"""),
        ("", """[TraceOperation("a")] public void M([SpanTag("x", Member = "Count")] System.Collections.Generic.IList<int> x) { }"""),
        ("", """[TraceOperation("a")] public void M([SpanTag("x")] in int x, [SpanTag("y")] ref string y) { }"""),
        ("", """[TraceOperation("a")] public System.Collections.Generic.IEnumerable<int> M([SpanTag("x")] int x) { yield return x; }"""),
        ("", """private int Own => 1; [TraceOperation("a")] public void M([SpanTag("x", Member = "Own")] Subject x) { }"""),
        ("", """public int P { [TraceOperation("a")] get => 1; }"""),
        ("", """public int P { [TraceOperation("a")] [param: SpanTag("x")] init { } }"""),
        ("", """[TraceOperation("a")] public virtual void M([SpanTag("x")] in int x, [SpanTag("y", Member = "Length")] ref readonly string y) { }"""),
        ("", """[TraceOperation("a")] public virtual ref readonly int M() => throw new System.NotSupportedException();"""),
        ("", """public volatile int Count; [TraceOperation("a")] public void M([SpanTag("x", Member = "Count")] Subject x) { }"""),
        ("", """[TraceOperation("a")] public void M([SpanTag("x", Member = "Length")] byte[] x, [SpanTag("y", Member = "Item1")] (string Item1, int) y) { }"""),
        ("", """[TraceOperation("a", ErrorWhen = null)] public T M<T>() => default!;"""),
        ("TKM001", """[TraceOperation("a")] public abstract void M();"""),
        ("TKM001", """[System.Runtime.InteropServices.DllImport("x")] [TraceOperation("a")] public static extern void M();"""),
        ("TKM001", """public interface I { [TraceOperation("a")] void M(); }"""),
        ("TKM002", """[TraceOperation("a")] public async void M() => await System.Threading.Tasks.Task.Yield();"""),
        ("TKM002", """public void Outer() { Local(); [TraceOperation("a")] async void Local() => await System.Threading.Tasks.Task.Yield(); }"""),
        ("TKM002", """public System.Action Outer() => [TraceOperation("a")] async () => await System.Threading.Tasks.Task.Yield();"""),
        ("TKM002", """partial class P { [TraceOperation("a")] partial void M(); async partial void M() => await System.Threading.Tasks.Task.Yield(); }"""),
        ("TKM003", """[TraceOperation("a")] public async Foreign M() => await System.Threading.Tasks.Task.Yield();"""),
        ("TKM003", """[TraceOperation("a")] public Foreign M() => new();"""),
        ("TKM003", """[TraceOperation("a")] public Foreign<int> M() => new();"""),
        ("TKM004", """[TraceOperation("a")] public void M([SpanTag("x")] out int x) => x = 1;"""),
        ("TKM004", """[TraceOperation("a")] public void M([SpanTag("x")] System.ReadOnlySpan<char> x) { }"""),
        ("TKM004", """[TraceOperation("a")] public unsafe void M([SpanTag("x")] int* x) { }"""),
        ("TKM004", """[TraceOperation("a")] public void M<T>([SpanTag("x")] T x) where T : allows ref struct { }"""),
        ("TKM004", """[TraceOperation("a")] public void M([SpanTag("x", Member = "Nowhere")] string x) { }"""),
        ("TKM004", """[TraceOperation("a")] public void M([SpanTag("x", Member = "Length.Nowhere")] string x) { }"""),
        ("TKM004", """[TraceOperation("a")] public void M([SpanTag("x", Member = "Hidden")] Box<int> x) { }"""),
        ("TKM004", """[TraceOperation("a")] public void M<T>([SpanTag("x", Member = "Length")] T x) { }"""),
        ("TKM004", """[TraceOperation("a")] [return: SpanTag("r")] public void M() { }"""),
        ("TKM004", """[TraceOperation("a")] [return: SpanTag("r")] public System.Threading.Tasks.Task M() => System.Threading.Tasks.Task.CompletedTask;"""),
        ("TKM004", """[TraceOperation("a")] [return: SpanTag("r")] public System.Collections.Generic.IEnumerable<int> M() { yield return 1; }"""),
        ("TKM004", """private int _x; [TraceOperation("a")] [return: SpanTag("r")] public ref int M() => ref _x;"""),
        ("TKM004", """private int _x; [TraceOperation("a")] [return: SpanTag("r")] public ref readonly int M() => ref _x;"""),
        ("TKM004", """[TraceOperation("a")] public void M([SpanTag("x", Member = "Named")] (string Named, int) x) { }"""),
        ("TKM004", """[TraceOperation("a")] public void M([SpanTag("x", Member = "OfInterface")] Inheriting x) { }"""),
        ("TKM004", """[TraceOperation("a")] public void M([SpanTag("x", Member = "OfInterface")] InheritingValue x) { }"""),
        ("TKM005", """public class B { [TraceOperation("a")] public virtual void M() { } } public class D : B { public override void M() { } }"""),
        ("TKM006", """public interface I { [TraceOperation("a")] void M() { } } public class C : I { public void M() { } }"""),
        ("TKM006", """public interface I<T> { [TraceOperation("a")] void M(T x) { } } public class C : I<int> { void I<int>.M(int x) { } }"""),
        ("TKM007", """public void M([SpanTag("x")] int x) { }"""),
        ("TKM007", """[return: SpanTag("x")] public int M() => 1;"""),
        ("TKM008", """[TraceOperation("a")] [TraceWorkflow("b")] public void M() { }"""),
        ("TKM009", """[TraceOperation("")] public void M() { }"""),
        ("TKM009", """[TraceContractCall("Contract", " ")] public void M() { }"""),
        ("TKM009", """[TraceWorkflow(null!)] public void M() { }"""),
        ("TKM009", """[TraceOperation("a")] public void M([SpanTag("")] int x) { }"""),
        ("TKM010", """[TraceOperation("a", ErrorWhen = false)] public void M() { }"""),
        ("TKM010", """[TraceOperation("a", ErrorWhen = false)] public int M() => 1;"""),
        ("TKM010", """[TraceOperation("a", ErrorWhen = 1L)] public int M() => 1;"""),
        ("TKM010", """[TraceOperation("a", ErrorWhen = null)] public int M() => 1;"""),
        ("TKM010", """[TraceOperation("a", ErrorWhen = false)] public bool? M() => null;"""),
        ("TKM010", """[TraceOperation("a", ErrorWhen = null)] public T M<T>() where T : struct => default;"""),
        ("TKM010", """[TraceOperation("a", ErrorWhen = typeof(int))] public System.Type M() => typeof(int);"""),
        ("TKM010", """[TraceOperation("a", ErrorWhen = new[] { 1 })] public int[] M() => [];"""),
        ("TKM010", """private int _x; [TraceOperation("a", ErrorWhen = 1)] public ref readonly int M() => ref _x;"""),
        ("TKM010", """[TraceOperation("a", ErrorWhen = "Length")] public string M() => "";"""),
        ("TKM010", """[TraceOperation("a", ErrorWhen = "!Nowhere")] public System.Threading.Tasks.Task<string> M() => System.Threading.Tasks.Task.FromResult("");"""),
        ("TKM010", """[TraceOperation("a", ErrorWhen = true)] public System.Collections.Generic.IEnumerable<bool> M() { yield return true; }"""),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, s_cases.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_analyzer_and_the_weaver_say_the_same(int index)
    {
        var (id, members) = s_cases[index];
        using var folder = new PrivateFolder();
        var compilation = CompiledAssembly.Compile(Source(members));

        var analyzed = await AnalyzeAsync(compilation, isActive: true);
        var woven = CompiledAssembly.Write(compilation, folder.Path).Weave();

        analyzed.Select(diagnostic => diagnostic.Id).ShouldBe(id.Length == 0 ? [] : [id]);
        analyzed.ShouldAllBe(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line == LineOfMembers && diagnostic.Descriptor.Description.ToString(System.Globalization.CultureInfo.InvariantCulture).Length > 0);
        woven.Select(error => error.Id).ShouldBe(id.Length == 0 || s_analyzerOnly.Contains(id) ? [] : [id]);
        if (woven is [var error] && analyzed is [var diagnostic])
            error.Message.ShouldBe(diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Where_the_build_does_not_weave_every_traced_method_is_an_error()
    {
        var compilation = CompiledAssembly.Compile(Source("""[TraceOperation("a")] public void M() { } public void Untraced() { }"""));

        var diagnostic = (await AnalyzeAsync(compilation, isActive: false)).ShouldHaveSingleItem();

        diagnostic.Id.ShouldBe("TKM000");
        diagnostic.Severity.ShouldBe(DiagnosticSeverity.Error);
    }

    [Fact]
    public async Task Every_id_has_a_case_and_a_line_in_the_readme()
    {
        var readme = await File.ReadAllTextAsync(RepositoryRoot.Combine("src", "Takumi.Observability.Abstractions", "README.md"), TestContext.Current.CancellationToken);
        var ids = new TraceAnalyzer().SupportedDiagnostics.Select(descriptor => descriptor.Id).ToList();

        s_cases.Select(one => one.Ids).Where(id => id.Length > 0).Append("TKM000").Distinct().Order().ShouldBe(ids.Order());
        ids.Append("TKM011").Append("TKM999").ShouldAllBe(id => readme.Contains($"| {id} |", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "TKM011")]
    [InlineData("[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]", null)]
    public void What_the_FSharp_compiler_may_inline_is_an_error(string attribute, string? id)
    {
        using var folder = new PrivateFolder();
        var compilation = CompiledAssembly.Compile(Source(attribute + """[TraceOperation("a")] public void M() { }"""));

        var assembly = CompiledAssembly.Write(compilation, folder.Path, resources: [new ResourceDescription("FSharpOptimizationCompressedData.Subject", () => new MemoryStream([0]), isPublic: true)]);

        assembly.Weave().Select(error => error.Id).ShouldBe(id is null ? [] : [id]);
    }

    private const int LineOfMembers = 4;

    private static string Source(string members) =>
        $$"""
        #nullable enable
        using Takumi.Observability;
        public abstract class Subject
        {
        {{members.ReplaceLineEndings(" ")}}
        }
        public class Ancestor { public int Inherited => 1; }
        public class Derived : Ancestor;
        public struct Text { public bool IsEmpty; }
        public record Box<T>(T Value) { private T Hidden => Value; }
        public interface IInherited { int OfInterface => 1; }
        public class Inheriting : IInherited;
        public struct InheritingValue : IInherited;
        [System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(ForeignBuilder))] public class Foreign<T> { }
        [System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(ForeignBuilder))] public class Foreign { }
        public class ForeignBuilder
        {
            public static ForeignBuilder Create() => new();
            public Foreign Task => new();
            public void Start<T>(ref T machine) where T : System.Runtime.CompilerServices.IAsyncStateMachine => machine.MoveNext();
            public void SetStateMachine(System.Runtime.CompilerServices.IAsyncStateMachine machine) { }
            public void SetResult() { }
            public void SetException(System.Exception exception) { }
            public void AwaitOnCompleted<TA, TM>(ref TA awaiter, ref TM machine) where TA : System.Runtime.CompilerServices.INotifyCompletion where TM : System.Runtime.CompilerServices.IAsyncStateMachine { }
            public void AwaitUnsafeOnCompleted<TA, TM>(ref TA awaiter, ref TM machine) where TA : System.Runtime.CompilerServices.ICriticalNotifyCompletion where TM : System.Runtime.CompilerServices.IAsyncStateMachine { }
        }
        """;

    internal static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(CSharpCompilation compilation, bool isActive) =>
        await compilation
            .WithAnalyzers([new TraceAnalyzer()], new AnalyzerOptions([], new BuildProperties(isActive)))
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);

    private sealed class BuildProperties(bool isActive) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(isActive);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Options(bool isActive) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
            {
                value = key == "build_property.TakumiWeavingActive" && isActive ? "true" : null;
                return value is not null;
            }
        }
    }
}
