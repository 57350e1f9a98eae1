using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Weaving.Tests.Compiling;

namespace Takumi.Observability.Weaving.Tests.Differential;

/// <summary>
/// Programs of awkward code, each compiled once and run twice, as the compiler leaves it and as the weaver leaves it, while somebody listens: they return and throw the same,
/// from the same lines, in the same order. Every method of the woven one is compiled to machine code, so that code that is never called is valid too.
/// </summary>
public sealed class DifferentialTests : IDisposable
{
    private static readonly string s_programs = RepositoryRoot.Combine("tests", "Takumi.Observability.Weaving.Tests", "Differential", "Programs");

    private readonly ActivityRecorder _recorder = new(TakumiTelemetry.ActivitySourceName);
    private readonly PrivateFolder _folder = new();

    public static TheoryData<string, OptimizationLevel> Programs
    {
        get
        {
            var data = new TheoryData<string, OptimizationLevel>();
            foreach (var program in Directory.EnumerateFiles(s_programs, "*.cs").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal))
            {
                data.Add(program, OptimizationLevel.Debug);
                data.Add(program, OptimizationLevel.Release);
            }

            return data;
        }
    }

    public void Dispose()
    {
        _recorder.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_woven_program_does_what_it_did(string program, OptimizationLevel optimization) =>
        await ShouldDoTheSameAsync(await File.ReadAllTextAsync(Path.Combine(s_programs, program + ".cs"), TestContext.Current.CancellationToken), optimization);

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public async Task Bodies_of_every_length_around_that_of_a_short_branch_are_woven(OptimizationLevel optimization)
    {
        var lengths = Enumerable.Range(0, 48).ToList();
        var methods = lengths.Select(length => $$"""
            [TraceOperation("body")]
            static int Body{{length}}(int x)
            {
                if (x > 0) { {{Repeated("x += 2000;", length)}} return x; }
                try { {{Repeated("x -= 3000;", length)}} return -x; } finally { x++; }
            }
            """);
        await ShouldDoTheSameAsync(
            $$"""
            static class Program
            {
                public static Task RunAsync(Action<object?> say) { {{string.Concat(lengths.Select(length => $"say(Body{length}(7)); say(Body{length}(-9));"))}} return Task.CompletedTask; }
                {{string.Join(Environment.NewLine, methods)}}
            }
            """,
            optimization);
    }

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public async Task A_body_of_thousands_of_branches_is_woven(OptimizationLevel optimization)
    {
        var body = string.Join(Environment.NewLine, Enumerable.Range(0, 1500).Select(i => $$"""x += {{i}}; if (x % 7 == {{i % 7}}) { y ^= x; continue; }"""));
        await ShouldDoTheSameAsync(
            $$"""
            static class Program
            {
                public static async Task RunAsync(Action<object?> say) { say(Large(40)); say(await LargeAsync(40)); }

                [TraceOperation("large")]
                [return: SpanTag("y")]
                static int Large(int n) { int x = 1, y = 0; for (var i = 0; i < n; i++) { {{body}} } return y; }

                [TraceOperation("large")]
                [return: SpanTag("y")]
                static async Task<int> LargeAsync(int n) { int x = 1, y = 0; for (var i = 0; i < n; i++) { await Task.Yield(); try { {{body}} } finally { y++; } } return y; }
            }
            """,
            optimization);
    }

    private static string Repeated(string statement, int times) => string.Concat(Enumerable.Repeat(statement, times));

    private async Task ShouldDoTheSameAsync(string source, OptimizationLevel optimization)
    {
        var compilation = CompiledAssembly.Compile(DifferentialProgram.Complete(source), optimization: optimization);
        (await AgreementTests.AnalyzeAsync(compilation, isActive: true)).ShouldBeEmpty();
        var plain = CompiledAssembly.Write(compilation, Directory.CreateDirectory(_folder.Combine("plain")).FullName).Load();
        var assembly = CompiledAssembly.Write(compilation, Directory.CreateDirectory(_folder.Combine("woven")).FullName);
        assembly.Weave().ShouldBeEmpty();
        var woven = assembly.Load();

        DifferentialProgram.CompileEveryMethod(woven);
        using (var untraced = _recorder.StartTrace())
        {
            var expected = await DifferentialProgram.RunAsync(plain);
            _recorder.Trace(untraced).ShouldBeEmpty();
            using var traced = _recorder.StartTrace();
            (await DifferentialProgram.RunAsync(woven)).ShouldBe(expected);
            Activity.Current.ShouldBe(traced);
            _recorder.Trace(traced).ShouldNotBeEmpty();
        }
    }
}
