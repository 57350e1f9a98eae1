using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Takumi.Observability.Weaving.Methods;

/// <summary>Tells debuggers and coverage tools that woven instructions are nobody's source: they are stepped over, and belong to no line.</summary>
internal static class HiddenCode
{
    private const int HiddenLine = 0xfeefee;

    public static void MarkFirst(MethodDefinition method, Instruction instruction)
    {
        // The compiler hides the beginning of a state machine itself.
        if (method.DebugInformation.SequencePoints.FirstOrDefault() is not { IsHidden: true })
            Mark(method, instruction, 0);
    }

    /// <summary>Hides code that was put before an instruction of the method, as long as that instruction's offset is still the compiler's.</summary>
    public static void MarkBefore(MethodDefinition method, Instruction position, Instruction instruction) =>
        Mark(method, instruction, method.DebugInformation.SequencePoints.Count(point => point.Offset < position.Offset));

    public static void MarkLast(MethodDefinition method, Instruction instruction) => Mark(method, instruction, method.DebugInformation.SequencePoints.Count);

    private static void Mark(MethodDefinition method, Instruction instruction, int index)
    {
        var points = method.DebugInformation.SequencePoints;
        if (points.Count > 0)
            points.Insert(index, new SequencePoint(instruction, points[0].Document) { StartLine = HiddenLine, EndLine = HiddenLine });
    }
}
