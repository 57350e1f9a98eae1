using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>Where the reader tells what is wrong: the analyzer reports it, the generator only wants to know that there was something.</summary>
internal sealed class Problems(Action<Diagnostic>? report = null)
{
    public int Count { get; private set; }

    public void Add(DiagnosticDescriptor rule, ISymbol where, params object?[] arguments)
    {
        Count++;
        report?.Invoke(Diagnostic.Create(rule, where.Locations.FirstOrDefault(l => l.IsInSource), arguments));
    }
}
