namespace Takumi.Observability;

/// <summary>What every declaration of a metric says. The description is the XML summary of the method that carries it.</summary>
/// <param name="name">Dotted lower case, without unit and without <c>total</c>: <c>stellar.transactions</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public abstract class MetricAttribute(string name) : Attribute
{
    /// <summary>
    /// The limit of series when <see cref="MaxSeries"/> is not set. OpenTelemetry drops every label of what exceeds its own limit of 2,000
    /// series; staying below it keeps the closed labels correct and leaves room for the series with <c>other</c>.
    /// </summary>
    public const int DefaultMaxSeries = 1_900;

    /// <summary>The instrument's name.</summary>
    public string Name { get; } = name;

    /// <summary>A UCUM unit such as <c>s</c>, <c>By</c> or <c>{transaction}</c>; none for a plain count or a 0/1 gauge.</summary>
    public string? Unit { get; set; }

    /// <summary>How many combinations of label values are kept apart. Past it the open labels of a new combination become <c>other</c>.</summary>
    public int MaxSeries { get; set; } = DefaultMaxSeries;
}
