using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Tracing;

/// <summary>The types of one compilation that the analyzer asks about.</summary>
internal sealed class TraceSymbols
{
    private static readonly string[] s_taskNames = ["Task", "Task`1", "ValueTask", "ValueTask`1"];

    private readonly INamedTypeSymbol _trace;
    private readonly INamedTypeSymbol _spanTag;
    private readonly HashSet<ISymbol?> _tasks;
    private readonly INamedTypeSymbol? _asyncMethodBuilder;

    private TraceSymbols(Compilation compilation, INamedTypeSymbol trace, INamedTypeSymbol spanTag)
    {
        _trace = trace;
        _spanTag = spanTag;
        _asyncMethodBuilder = compilation.GetTypeByMetadataName("System.Runtime.CompilerServices.AsyncMethodBuilderAttribute");
        _tasks = new HashSet<ISymbol?>(
            s_taskNames.Select(name => compilation.GetTypeByMetadataName("System.Threading.Tasks." + name)),
            SymbolEqualityComparer.Default);
    }

    /// <summary>Null where the compilation does not know the attributes.</summary>
    public static TraceSymbols? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Takumi.Observability.TraceAttribute") is { } trace
        && compilation.GetTypeByMetadataName("Takumi.Observability.SpanTagAttribute") is { } spanTag
            ? new TraceSymbols(compilation, trace, spanTag)
            : null;

    public bool IsTraced(IMethodSymbol method) => method.GetAttributes().Any(IsTrace);

    public bool IsTrace(AttributeData attribute) => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass?.BaseType, _trace);

    public bool IsSpanTag(AttributeData attribute) => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, _spanTag);

    public bool IsTask(ITypeSymbol type) => _tasks.Contains(type.OriginalDefinition);

    /// <summary>A type that async methods may return, but that is none of the four tasks.</summary>
    public bool IsForeignTask(ITypeSymbol type) =>
        !IsTask(type) && type.OriginalDefinition.GetAttributes().Any(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, _asyncMethodBuilder));

    /// <summary>What the work of a method yields, a task taken off; null for nothing, and for an iterator.</summary>
    public ITypeSymbol? ResultOf(IMethodSymbol method, bool isIterator)
    {
        if (isIterator || method.ReturnsVoid)
            return null;
        if (!IsTask(method.ReturnType))
            return method.ReturnType;
        return method.ReturnType is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } ? arguments[0] : null;
    }
}
