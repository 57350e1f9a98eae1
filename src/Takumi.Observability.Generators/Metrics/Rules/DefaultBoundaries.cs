namespace Takumi.Observability.Generators.Metrics;

/// <summary>The buckets of a histogram that names none, by its unit.</summary>
internal static class DefaultBoundaries
{
    private static readonly double[] s_seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] s_milliseconds = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000];
    private static readonly double[] s_bytes = [1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26];
    private static readonly double[] s_stroops = [1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
    private static readonly double[] s_cost = [0.001, 0.01, 0.1, 1, 10, 100, 1000];

    /// <summary>Ascending upper bounds; null where the unit says nothing about the size of a value.</summary>
    public static double[]? For(string? unit) => unit switch
    {
        "s" => s_seconds,
        "ms" => s_milliseconds,
        "By" => s_bytes,
        "{stroop}" => s_stroops,
        "{cost}" => s_cost,
        _ => null,
    };
}
