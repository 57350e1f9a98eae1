namespace Takumi.Observability;

/// <summary>Declares a method that starts a <see cref="MetricTimer"/> on a histogram of the same class.</summary>
/// <param name="histogram">The name of the method that declares the histogram, by <c>nameof</c>. Its labels are this method's parameters.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TimerAttribute(string histogram) : Attribute
{
    /// <summary>The name of the method that declares the histogram.</summary>
    public string Histogram { get; } = histogram;
}
