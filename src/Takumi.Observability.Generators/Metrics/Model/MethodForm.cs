namespace Takumi.Observability.Generators.Metrics;

/// <summary>What a generated body does.</summary>
internal enum MethodForm
{
    Record,
    Observe,
    Time,
    CountInProgress,
}
