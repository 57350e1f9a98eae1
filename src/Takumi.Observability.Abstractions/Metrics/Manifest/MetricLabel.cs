namespace Takumi.Observability;

/// <summary>A label of a declared metric.</summary>
/// <param name="Name">The label's name.</param>
/// <param name="Values">All values of a closed label; empty for an open one.</param>
/// <param name="Limit">How many distinct values of an open label are kept apart; 0 for a closed one.</param>
/// <param name="IsOptional">Whether a measurement may come without it.</param>
public sealed record MetricLabel(string Name, IReadOnlyList<string> Values, int Limit, bool IsOptional);
