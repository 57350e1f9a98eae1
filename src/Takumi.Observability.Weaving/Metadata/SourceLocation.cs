using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Takumi.Observability.Weaving.Metadata;

/// <summary>Where a method is in the source, as far as the PDB knows: the first line of its body, or of its state machine's.</summary>
internal static class SourceLocation
{
    public static (string? File, int Line, int Column) Of(MethodDefinition method)
    {
        var point = FirstPoint(method) ?? (StateMachine.TypeOf(method)?.Methods.FirstOrDefault(candidate => candidate.Name == "MoveNext") is { } moveNext ? FirstPoint(moveNext) : null);
        return point is null ? (null, 0, 0) : (point.Document.Url, point.StartLine, point.StartColumn);
    }

    private static SequencePoint? FirstPoint(MethodDefinition method) =>
        method.HasBody ? method.DebugInformation.SequencePoints.FirstOrDefault(point => !point.IsHidden) : null;
}
