using Takumi.Observability.Testing;
using Takumi.Observability.Weaving.Tests.Compiling;

namespace Takumi.Observability.Weaving.Tests;

/// <summary>What the weaver says of a reference that it needs and can't use. One that is missing is in <see cref="FileTests"/>.</summary>
public sealed class ReferenceTests : IDisposable
{
    private const string Runtime = "Takumi.Observability.Abstractions";

    private readonly PrivateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public void A_reference_that_cannot_be_read_is_named_and_the_assembly_left_alone(int length)
    {
        var assembly = CompiledAssembly.Write(CompiledAssembly.Compile("""public static class Subject { [Takumi.Observability.TraceOperation("a")] public static void Call() { } }"""), _folder.Path);
        var dll = File.ReadAllBytes(assembly.Path);
        var whole = CompiledAssembly.References.Single(path => Path.GetFileNameWithoutExtension(path) == Runtime);
        var broken = _folder.Combine(Runtime + ".dll");
        File.WriteAllBytes(broken, File.ReadAllBytes(whole)[..length]);

        Should.Throw<WeavingException>(() => assembly.Weave([.. CompiledAssembly.References.Where(path => path != whole), broken]))
            .Message.ShouldStartWith($"the referenced assembly '{Runtime}' at '{broken}' cannot be read: ");

        File.ReadAllBytes(assembly.Path).ShouldBe(dll);
    }
}
