using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Takumi.Observability.Weaving.Tests.Debugging.Interop;

namespace Takumi.Observability.Weaving.Tests.Debugging;

/// <summary>What a debugger reads of an assembly and its portable PDB. Methods are named by token, places in them by IL offset.</summary>
internal sealed class Symbols : IDisposable
{
    private static readonly Guid s_asyncStepping = new("54FD2AC5-E925-401A-9C2A-F94F171072F8");
    private static readonly string[] s_passedOver = ["DebuggerStepThroughAttribute", "DebuggerHiddenAttribute", "DebuggerNonUserCodeAttribute"];

    private readonly PEReader _assembly;
    private readonly MetadataReaderProvider _pdb;
    private readonly MetadataReader _metadata;
    private readonly MetadataReader _debug;
    private readonly string[] _source;

    public Symbols(string assembly, string source)
    {
        _assembly = new PEReader(File.OpenRead(assembly));
        _pdb = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assembly, ".pdb")));
        _metadata = _assembly.GetMetadataReader();
        _debug = _pdb.GetMetadataReader();
        _source = source.Split('\n');
    }

    /// <summary>The methods whose attributes tell debuggers not to stop in them: the compiler puts one on the beginning of every async method.</summary>
    public IEnumerable<int> PassedOver =>
        _metadata.MethodDefinitions.Where(method => _metadata.GetMethodDefinition(method).GetCustomAttributes().Any(IsPassedOver)).Select(method => MetadataTokens.GetToken(method));

    public void Dispose()
    {
        _pdb.Dispose();
        _assembly.Dispose();
    }

    /// <summary>The method with the code that was written under this name: for an async method or an iterator, the one of its state machine.</summary>
    public int CodeOf(string method) =>
        MetadataTokens.GetToken(_metadata.MethodDefinitions.Single(candidate => NameOf(candidate) == method && VisiblePoints(candidate).Any()));

    /// <summary>Where a breakpoint on the method's first line is set.</summary>
    public int FirstLineOf(int method) => VisiblePoints(Handle(method)).First().Offset;

    /// <summary>The method's name and the text of the line, as an IDE shows where it stopped; null in code that belongs to no line.</summary>
    public string? LineAt(int method, int offset)
    {
        var point = Points(Handle(method)).LastOrDefault(point => point.Offset <= offset);
        return point.Document.IsNil || point.IsHidden ? null : $"{NameOf(Handle(method))}: {_source[point.StartLine - 1].Trim()}";
    }

    /// <summary>What one step passes over: from the last sequence point up to the next line that can be shown, or to the end.</summary>
    public StepRange StepAt(int method, int offset, int end)
    {
        var points = Points(Handle(method)).ToList();
        return new StepRange(
            points.Where(point => point.Offset <= offset).Select(point => point.Offset).DefaultIfEmpty(0).Last(),
            points.Where(point => point.Offset > offset && !point.IsHidden).Select(point => point.Offset).DefaultIfEmpty(end).First());
    }

    /// <summary>The awaits of a method: where it gives the thread back, and where it goes on.</summary>
    public IEnumerable<(int Yield, int Resume)> AwaitsOf(int method)
    {
        var information = _debug.GetCustomDebugInformation(Handle(method)).Select(_debug.GetCustomDebugInformation).Where(entry => _debug.GetGuid(entry.Kind) == s_asyncStepping);
        foreach (var entry in information)
        {
            var blob = _debug.GetBlobReader(entry.Value);
            _ = blob.ReadUInt32();
            while (blob.RemainingBytes > 0)
            {
                yield return (blob.ReadInt32(), blob.ReadInt32());
                _ = blob.ReadCompressedInteger();
            }
        }
    }

    private static MethodDefinitionHandle Handle(int token) => (MethodDefinitionHandle)MetadataTokens.Handle(token);

    private SequencePointCollection Points(MethodDefinitionHandle method) => _debug.GetMethodDebugInformation(method).GetSequencePoints();

    private IEnumerable<SequencePoint> VisiblePoints(MethodDefinitionHandle method) => Points(method).Where(point => !point.IsHidden);

    private string NameOf(MethodDefinitionHandle method)
    {
        var written = _debug.GetMethodDebugInformation(method).GetStateMachineKickoffMethod();
        return _metadata.GetString(_metadata.GetMethodDefinition(written.IsNil ? method : written).Name);
    }

    private bool IsPassedOver(CustomAttributeHandle attribute) =>
        _metadata.GetCustomAttribute(attribute).Constructor is { Kind: HandleKind.MemberReference } constructor
        && _metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } type
        && s_passedOver.Contains(_metadata.GetString(_metadata.GetTypeReference((TypeReferenceHandle)type).Name));
}
