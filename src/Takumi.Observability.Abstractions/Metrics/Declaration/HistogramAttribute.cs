namespace Takumi.Observability;

/// <summary>Declares a histogram: the distribution of durations, sizes or amounts.</summary>
/// <remarks>The method returns <c>void</c> and has one <c>long</c>, <c>double</c> or <c>TimeSpan</c> parameter, the value; every other parameter is a label.</remarks>
/// <param name="name">The instrument's name, dotted lower case.</param>
public sealed class HistogramAttribute(string name) : MetricAttribute(name)
{
    /// <summary>
    /// Upper bounds of the buckets, ascending, in the instrument's unit. They travel with the instrument, so every exporter gets them.
    /// Needed unless the unit is <c>s</c>, <c>ms</c>, <c>By</c>, <c>{stroop}</c> or <c>{cost}</c>, which have bounds of their own.
    /// </summary>
    public double[]? Boundaries { get; set; }
}
