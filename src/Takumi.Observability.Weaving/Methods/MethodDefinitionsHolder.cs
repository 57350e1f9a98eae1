using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Takumi.Observability.Weaving.Declarations;
using Takumi.Observability.Weaving.Metadata;

namespace Takumi.Observability.Weaving.Methods;

/// <summary>
/// The one class that the weaver adds: a static readonly <c>TracedMethod</c> for each woven method. Apart from the methods' own types,
/// so that a generic method has one definition, not one for each instance, and no type of the user's gains a static constructor.
/// </summary>
internal sealed class MethodDefinitionsHolder
{
    private const string TypeName = "<TracedMethods>";

    private readonly RuntimeMembers _runtime;
    private readonly TypeDefinition _type;
    private readonly ILProcessor _initializer;
    private readonly Instruction _end = Instruction.Create(OpCodes.Ret);

    public MethodDefinitionsHolder(ModuleDefinition module, RuntimeMembers runtime)
    {
        _runtime = runtime;
        _type = new TypeDefinition(
            "",
            TypeName,
            TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit | TypeAttributes.Class,
            module.TypeSystem.Object);
        var initializer = new MethodDefinition(
            ".cctor",
            MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName,
            module.TypeSystem.Void);
        _initializer = initializer.Body.GetILProcessor();
        _initializer.Append(_end);
        _type.Methods.Add(initializer);
        module.Types.Add(_type);
    }

    /// <summary>The field that holds the definition of the method.</summary>
    public FieldDefinition Add(TracedMethodModel model)
    {
        var field = new FieldDefinition(
            $"{model.Method.DeclaringType.FullName}.{model.Method.Name}#{_type.Fields.Count}",
            FieldAttributes.Assembly | FieldAttributes.Static | FieldAttributes.InitOnly,
            _runtime.TracedMethod);
        _type.Fields.Add(field);

        var declaration = model.Declaration;
        var code = new CodeBlock();
        foreach (var name in declaration.Names)
            code.Add(OpCodes.Ldstr, name!);
        if (declaration.Kind == "ContractCall")
        {
            code.Add(declaration.Network is { } network ? Instruction.Create(OpCodes.Ldstr, network) : Instruction.Create(OpCodes.Ldnull));
            code.Add(OpCodes.Ldc_I4, declaration.ReadOnly ? 1 : 0);
        }

        code.Add(OpCodes.Ldc_I4, declaration.ActivityKind);
        code.Add(OpCodes.Ldc_I4, declaration.NewRoot ? 1 : 0);
        code.Add(OpCodes.Ldc_I4, declaration.Critical ? 1 : 0);
        code.Add(OpCodes.Call, _runtime.Method("TracedMethod", declaration.Kind));
        code.Add(OpCodes.Stsfld, field);
        code.InsertBefore(_end, _initializer);
        return field;
    }

    /// <summary>Gives the initializer its short instruction forms.</summary>
    public void Complete() => _initializer.Body.OptimizeMacros();
}
