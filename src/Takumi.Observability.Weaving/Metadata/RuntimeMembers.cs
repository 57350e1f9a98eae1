using Mono.Cecil;

namespace Takumi.Observability.Weaving.Metadata;

/// <summary>The members of Takumi.Observability.Abstractions that woven code calls, as references of the woven module.</summary>
internal sealed class RuntimeMembers
{
    public const string AssemblyName = "Takumi.Observability.Abstractions";

    private const string Namespace = "Takumi.Observability.Weaving.";

    private readonly ModuleDefinition _module;
    private readonly ModuleDefinition _runtime;

    public RuntimeMembers(ModuleDefinition module, IAssemblyResolver resolver)
    {
        _module = module;
        _runtime = resolver.Resolve(module.AssemblyReferences.First(reference => reference.Name == AssemblyName)).MainModule;
        Span = Type("WovenSpan");
        Arguments = Type("WovenArguments");
        TracedMethod = Type("TracedMethod");
        Exception = new TypeReference("System", "Exception", module, module.TypeSystem.CoreLibrary);
    }

    /// <summary>The span of one call.</summary>
    public TypeReference Span { get; }

    /// <summary>The tagged arguments of an iterator.</summary>
    public TypeReference Arguments { get; }

    /// <summary>What an attribute says.</summary>
    public TypeReference TracedMethod { get; }

    public TypeReference Exception { get; }

    public static bool IsWoven(ModuleDefinition module) =>
        module.Assembly.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == Namespace + "TakumiWovenAttribute");

    public void MarkWoven() =>
        _module.Assembly.CustomAttributes.Add(new CustomAttribute(Method("TakumiWovenAttribute", method => method.IsConstructor)));

    /// <summary>The only method of that name.</summary>
    public MethodReference Method(string type, string name) => Method(type, method => method.Name == name);

    /// <summary>The only method that answers the description.</summary>
    public MethodReference Method(string type, Func<MethodDefinition, bool> description) =>
        _module.ImportReference(_runtime.GetType(Namespace + type)?.Methods.SingleOrDefault(description)
            ?? throw new WeavingException($"{AssemblyName} and the weaver are of different versions: {type} is not as expected."));

    /// <summary>The generic method, for one type argument.</summary>
    public static MethodReference Instance(MethodReference method, TypeReference argument)
    {
        var instance = new GenericInstanceMethod(method);
        instance.GenericArguments.Add(argument);
        return instance;
    }

    /// <summary>A constructor of a generic type of the runtime, closed over one argument.</summary>
    public MethodReference DelegateConstructor(TypeReference delegateType) =>
        new(".ctor", _module.TypeSystem.Void, delegateType)
        {
            HasThis = true,
            Parameters = { new ParameterDefinition(_module.TypeSystem.Object), new ParameterDefinition(_module.TypeSystem.IntPtr) },
        };

    public GenericInstanceType ReadResult(TypeReference result)
    {
        var type = new GenericInstanceType(Type("ReadResult`1"));
        type.GenericArguments.Add(result);
        return type;
    }

    /// <summary>Keeps debuggers out of a woven method that lies among the user's own.</summary>
    public CustomAttribute NonUserCode() =>
        new(new MethodReference(".ctor", _module.TypeSystem.Void, new TypeReference("System.Diagnostics", "DebuggerNonUserCodeAttribute", _module, _module.TypeSystem.CoreLibrary)) { HasThis = true });

    private TypeReference Type(string name) =>
        _module.ImportReference(_runtime.GetType(Namespace + name) ?? throw new WeavingException($"{AssemblyName} and the weaver are of different versions: {name} is missing."));
}
