using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Takumi.Observability.Weaving.Metadata;

/// <summary>The generated module initializer that refuses to load an unwoven assembly.</summary>
internal static class ModuleGuard
{
    /// <summary>Name of the generated class; the compiler puts a file's own prefix before it.</summary>
    private const string TypeName = "TakumiWeavingGuard";

    public static bool IsIn(ModuleDefinition module) => module.HasTypeReference("Takumi.Observability.Weaving.WeavingGuard");

    public static void Disarm(ModuleDefinition module)
    {
        foreach (var method in module.Types.Where(type => type.Name.EndsWith(TypeName, StringComparison.Ordinal)).SelectMany(type => type.Methods).Where(method => method.IsStatic))
        {
            method.DebugInformation.SequencePoints.Clear();
            method.DebugInformation.Scope = null;
            method.Body = new MethodBody(method);
            method.Body.GetILProcessor().Emit(OpCodes.Ret);
        }
    }
}
