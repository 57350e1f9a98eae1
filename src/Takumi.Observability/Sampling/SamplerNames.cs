namespace Takumi.Observability.Sampling;

/// <summary>The values of <c>OTEL_TRACES_SAMPLER</c> that are understood.</summary>
internal static class SamplerNames
{
    public static readonly string[] All =
    [
        "always_on", "always_off", "traceidratio",
        "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio",
    ];

    public static bool TakesRatio(string name) => name.EndsWith("traceidratio", StringComparison.Ordinal);
}
