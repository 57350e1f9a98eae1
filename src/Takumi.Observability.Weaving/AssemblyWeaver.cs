using Mono.Cecil;
using Takumi.Observability.Weaving.Declarations;
using Takumi.Observability.Weaving.Files;
using Takumi.Observability.Weaving.Metadata;
using Takumi.Observability.Weaving.Methods;

namespace Takumi.Observability.Weaving;

/// <summary>Weaves one assembly: every attributed method, or, where one of them can't carry its span, none.</summary>
internal sealed class AssemblyWeaver(IReadOnlyList<string> references, string? keyFile, Action<WeavingError> report)
{
    /// <summary>Returns the number of woven methods: 0 where there are none, where they are woven already, or where an error was reported.</summary>
    public int Weave(AssemblyFile file)
    {
        using var resolver = new ReferenceResolver(references);
        using var module = file.Read(resolver);
        if (!TraceDeclaration.IsUsedBy(module) && !ModuleGuard.IsIn(module))
            return 0;
        if (RuntimeMembers.IsWoven(module))
        {
            file.FinishInterruptedWrite(module);
            return 0;
        }

        file.ReadSymbols(module);
        var methods = module.GetTypes().SelectMany(type => type.Methods).Where(TraceDeclaration.IsOn).ToList();
        if (ReportViolations(methods))
            return 0;

        var runtime = new RuntimeMembers(module, resolver);
        var definitions = new MethodDefinitionsHolder(module, runtime);
        var weaver = new MethodWeaver(runtime, definitions);
        foreach (var method in methods)
            weaver.Weave(new TracedMethodModel(method));
        definitions.Complete();
        ModuleGuard.Disarm(module);
        runtime.MarkWoven();
        file.Write(module, keyFile);
        return methods.Count;
    }

    private bool ReportViolations(List<MethodDefinition> methods)
    {
        var found = false;
        foreach (var method in methods)
        {
            if (TraceRules.FirstViolation(method) is not { } violation)
                continue;
            report(WeavingError.At(method, violation.Id, violation.Message));
            found = true;
        }

        return found;
    }
}
