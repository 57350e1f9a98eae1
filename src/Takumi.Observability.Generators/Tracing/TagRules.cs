using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Tracing;

/// <summary>Which <c>[SpanTag]</c> can be read.</summary>
internal sealed class TagRules(TraceSymbols symbols, Compilation compilation, IMethodSymbol method, bool isTraced, ITypeSymbol? result, Action<DiagnosticDescriptor, Location?, object[]> report)
{
    private const string Unkeepable = "a pointer, a reference or a ref struct cannot be kept";

    public void Check()
    {
        foreach (var parameter in method.Parameters)
        {
            foreach (var tag in parameter.GetAttributes().Where(symbols.IsSpanTag))
                Check(tag, $"'{parameter.Name}'", parameter.Type, parameter.RefKind == RefKind.Out ? "an out parameter has no value when the method starts" : null);
        }

        foreach (var tag in method.GetReturnTypeAttributes().Where(symbols.IsSpanTag))
        {
            var reason = result is null ? "there is none" : method.ReturnsByRef || method.ReturnsByRefReadonly ? Unkeepable : null;
            Check(tag, $"the result of '{SourceName.Of(method)}'", result, reason);
        }
    }

    private void Check(AttributeData tag, string target, ITypeSymbol? type, string? reason)
    {
        var location = tag.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? method.Locations[0];
        if (!isTraced)
        {
            report(TraceDiagnostics.UnusedTag, location, [target]);
            return;
        }

        if (AttributeText.IsEmpty(tag.ConstructorArguments))
        {
            report(TraceDiagnostics.EmptyName, location, [$"The [SpanTag] on {target}"]);
            return;
        }

        reason ??= type is null ? null : MemberPath.IsUnkeepable(type) ? Unkeepable : PathViolation(tag, type);
        if (reason is not null)
            report(TraceDiagnostics.UnreadableTag, location, [target, reason]);
    }

    private string? PathViolation(AttributeData tag, ITypeSymbol type)
    {
        if (AttributeText.Named(tag, "Member")?.Value is not string path)
            return null;
        MemberPath.Resolve(type, path, method, compilation, out var missing);
        return missing is null ? null : $"'{path}' names no readable property or field at '{missing}'";
    }
}
