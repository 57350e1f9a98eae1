using System.Globalization;
using Mono.Cecil.Cil;

namespace Takumi.Observability.Weaving.Methods;

/// <summary>The instruction that pushes an attribute's constant, by the width that the evaluation stack gives it.</summary>
internal static class ConstantLoad
{
    public static Instruction Of(object constant) => constant switch
    {
        bool value => Instruction.Create(OpCodes.Ldc_I4, value ? 1 : 0),
        char value => Instruction.Create(OpCodes.Ldc_I4, (int)value),
        uint value => Instruction.Create(OpCodes.Ldc_I4, unchecked((int)value)),
        long value => Instruction.Create(OpCodes.Ldc_I8, value),
        ulong value => Instruction.Create(OpCodes.Ldc_I8, unchecked((long)value)),
        float value => Instruction.Create(OpCodes.Ldc_R4, value),
        double value => Instruction.Create(OpCodes.Ldc_R8, value),
        _ => Instruction.Create(OpCodes.Ldc_I4, Convert.ToInt32(constant, CultureInfo.InvariantCulture)),
    };
}
