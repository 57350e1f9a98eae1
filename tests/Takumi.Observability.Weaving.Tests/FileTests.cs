using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Weaving.Tests.Compiling;

namespace Takumi.Observability.Weaving.Tests;

/// <summary>What is on disk before, after and instead of a weave.</summary>
public sealed class FileTests : IDisposable
{
    private const string Source =
        """
        using System;
        using Takumi.Observability;
        public static class Subject
        {
            [TraceOperation("subject")]
            public static void Call()
            {
                throw new InvalidOperationException("on line 8");
            }
        }
        """;

    private readonly PrivateFolder _folder = new();
    private readonly ActivityRecorder _recorder = new(TakumiTelemetry.ActivitySourceName);

    public void Dispose()
    {
        _recorder.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(OptimizationLevel.Debug, DebugInformationFormat.PortablePdb)]
    [InlineData(OptimizationLevel.Debug, DebugInformationFormat.Embedded)]
    [InlineData(OptimizationLevel.Release, DebugInformationFormat.PortablePdb)]
    [InlineData(OptimizationLevel.Release, DebugInformationFormat.Embedded)]
    public void Line_numbers_survive(OptimizationLevel optimization, DebugInformationFormat format)
    {
        var assembly = Compiled(optimization, format);

        assembly.Weave().ShouldBeEmpty();

        StackTraceOf(assembly).ShouldContain("in /src/Compiled.cs:line 8");
    }

    [Fact]
    public void An_assembly_without_symbols_is_woven_without()
    {
        var assembly = Compiled(OptimizationLevel.Release, DebugInformationFormat.PortablePdb);
        File.Delete(assembly.Pdb);

        assembly.Weave().ShouldBeEmpty();

        StackTraceOf(assembly).ShouldNotContain("line");
        File.Exists(assembly.Pdb).ShouldBeFalse();
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        var first = Compiled(OptimizationLevel.Debug, DebugInformationFormat.PortablePdb);
        first.Weave();
        var (dll, pdb) = (File.ReadAllBytes(first.Path), File.ReadAllBytes(first.Pdb));

        var second = Compiled(OptimizationLevel.Debug, DebugInformationFormat.PortablePdb);
        second.Weave();

        File.ReadAllBytes(second.Path).ShouldBe(dll);
        File.ReadAllBytes(second.Pdb).ShouldBe(pdb);
    }

    [Fact]
    public void What_is_woven_is_not_woven_again()
    {
        var assembly = Compiled(OptimizationLevel.Debug, DebugInformationFormat.PortablePdb);
        assembly.Weave();
        var dll = File.ReadAllBytes(assembly.Path);

        assembly.Weave().ShouldBeEmpty();

        File.ReadAllBytes(assembly.Path).ShouldBe(dll);
    }

    [Fact]
    public void An_assembly_without_traced_methods_is_left_alone()
    {
        var assembly = CompiledAssembly.Write(CompiledAssembly.Compile("public static class Nothing;"), _folder.Path);
        var dll = File.ReadAllBytes(assembly.Path);

        assembly.Weave().ShouldBeEmpty();

        File.ReadAllBytes(assembly.Path).ShouldBe(dll);
    }

    [Fact]
    public void An_unwoven_assembly_refuses_to_load_and_a_woven_one_does_not()
    {
        var assembly = CompiledAssembly.Write(CompiledAssembly.WithGuard(CompiledAssembly.Compile(Source)), _folder.Path);

        var refused = Should.Throw<TargetInvocationException>(() => Call(assembly)).InnerException.ShouldBeOfType<TypeInitializationException>();
        refused.InnerException.ShouldBeOfType<InvalidOperationException>().Message.ShouldStartWith("Compiled has methods with [TraceWorkflow]");

        assembly.Weave().ShouldBeEmpty();
        StackTraceOf(assembly).ShouldContain("line 8");
    }

    [Fact]
    public void A_guard_for_a_foreign_attribute_of_the_same_name_is_emptied_too()
    {
        const string foreign =
            """
            public sealed class TraceOperationAttribute(string name) : System.Attribute { public string Name => name; }
            public static class Subject { [TraceOperation("a")] public static int Call() => 1; }
            """;
        var assembly = CompiledAssembly.Write(CompiledAssembly.WithGuard(CompiledAssembly.Compile(foreign)), _folder.Path);

        assembly.Weave().ShouldBeEmpty();

        assembly.Load().GetType("Subject")!.GetMethod("Call")!.Invoke(null, null).ShouldBe(1);
    }

    [Fact]
    public void A_signed_assembly_is_signed_again()
    {
        var key = _folder.Combine("key.snk");
        using (var rsa = new RSACryptoServiceProvider(2048))
            File.WriteAllBytes(key, rsa.ExportCspBlob(includePrivateParameters: true));
        var assembly = CompiledAssembly.Write(CompiledAssembly.Compile(Source, keyFile: key), _folder.Path);
        var token = AssemblyName.GetAssemblyName(assembly.Path).GetPublicKeyToken();

        assembly.Weave(keyFile: key).ShouldBeEmpty();

        token.ShouldNotBeEmpty();
        AssemblyName.GetAssemblyName(assembly.Path).GetPublicKeyToken().ShouldBe(token);
        StackTraceOf(assembly).ShouldContain("line 8");
    }

    [Fact]
    public void What_is_no_assembly_is_refused_with_the_reason()
    {
        var path = _folder.Combine("Compiled.dll");
        var assembly = Compiled(OptimizationLevel.Debug, DebugInformationFormat.PortablePdb);
        File.WriteAllText(path, "not an assembly, but long enough to be read as if it were one: " + new string('x', 512));

        Should.Throw<WeavingException>(() => assembly.Weave()).Message.ShouldStartWith("it is not a .NET assembly");

        File.ReadAllText(path).ShouldStartWith("not an assembly");
    }

    [Fact]
    public void A_missing_reference_is_named_and_the_assembly_left_alone()
    {
        var assembly = Compiled(OptimizationLevel.Debug, DebugInformationFormat.PortablePdb);
        var dll = File.ReadAllBytes(assembly.Path);

        var references = CompiledAssembly.References.Where(path => Path.GetFileName(path) != "Takumi.Observability.Abstractions.dll").ToList();
        Should.Throw<WeavingException>(() => assembly.Weave(references)).Message.ShouldBe("the referenced assembly 'Takumi.Observability.Abstractions' is not among the references of the project.");

        File.ReadAllBytes(assembly.Path).ShouldBe(dll);
    }

    [Fact]
    public void A_pdb_of_another_build_is_refused()
    {
        var assembly = Compiled(OptimizationLevel.Debug, DebugInformationFormat.PortablePdb);
        var dll = File.ReadAllBytes(assembly.Path);
        Directory.CreateDirectory(_folder.Combine("other"));
        var other = CompiledAssembly.Write(CompiledAssembly.Compile(Source + "public class Other;"), _folder.Combine("other"));
        File.Copy(other.Pdb, assembly.Pdb, overwrite: true);

        Should.Throw<WeavingException>(() => assembly.Weave()).Message.ShouldContain("belongs to another build");

        File.ReadAllBytes(assembly.Path).ShouldBe(dll);
    }

    [Fact]
    public void An_output_that_cannot_be_replaced_is_left_whole()
    {
        var assembly = Compiled(OptimizationLevel.Debug, DebugInformationFormat.PortablePdb);
        var dll = File.ReadAllBytes(assembly.Path);
        var pdb = File.ReadAllBytes(assembly.Pdb);
        // A file where the scratch folder should be: nothing can be written aside, whoever the user is.
        File.WriteAllText(assembly.Scratch, "");

        Should.Throw<IOException>(() => assembly.Weave());

        File.ReadAllBytes(assembly.Path).ShouldBe(dll);
        File.ReadAllBytes(assembly.Pdb).ShouldBe(pdb);
        File.Delete(assembly.Scratch);
        assembly.Weave().ShouldBeEmpty();
        StackTraceOf(assembly).ShouldContain("line 8");
    }

    [Fact]
    public void A_weave_that_was_interrupted_between_assembly_and_pdb_is_finished_by_the_next()
    {
        var assembly = Compiled(OptimizationLevel.Debug, DebugInformationFormat.PortablePdb);
        var oldPdb = File.ReadAllBytes(assembly.Pdb);
        assembly.Weave();
        // As a process that died after the first of the two renames leaves it.
        var wovenPdb = File.ReadAllBytes(assembly.Pdb);
        File.WriteAllBytes(Path.Combine(assembly.Scratch, "Compiled.pdb"), wovenPdb);
        File.WriteAllBytes(assembly.Pdb, oldPdb);

        assembly.Weave().ShouldBeEmpty();

        File.ReadAllBytes(assembly.Pdb).ShouldBe(wovenPdb);
        StackTraceOf(assembly).ShouldContain("line 8");
    }

    [Fact]
    public void A_weave_that_was_interrupted_while_writing_aside_starts_again()
    {
        var assembly = Compiled(OptimizationLevel.Debug, DebugInformationFormat.PortablePdb);
        Directory.CreateDirectory(assembly.Scratch);
        File.WriteAllText(Path.Combine(assembly.Scratch, "Compiled.dll"), "half");
        File.WriteAllText(Path.Combine(assembly.Scratch, "Compiled.pdb"), "half");

        assembly.Weave().ShouldBeEmpty();

        StackTraceOf(assembly).ShouldContain("line 8");
    }

    private CompiledAssembly Compiled(OptimizationLevel optimization, DebugInformationFormat format) =>
        CompiledAssembly.Write(CompiledAssembly.Compile(Source, optimization: optimization), _folder.Path, format);

    private static void Call(CompiledAssembly assembly) => assembly.Load().GetType("Subject")!.GetMethod("Call")!.Invoke(null, null);

    private string StackTraceOf(CompiledAssembly assembly)
    {
        using var root = _recorder.StartTrace();
        var thrown = Should.Throw<TargetInvocationException>(() => Call(assembly)).InnerException.ShouldBeOfType<InvalidOperationException>();
        var span = _recorder.Trace(root).ShouldHaveSingleItem();
        span.DisplayName.ShouldBe("subject");
        span.Status.ShouldBe(ActivityStatusCode.Error);
        return thrown.StackTrace!;
    }
}
