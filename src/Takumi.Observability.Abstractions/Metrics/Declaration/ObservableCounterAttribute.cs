namespace Takumi.Observability;

/// <summary>Declares a counter whose total is read when it is collected.</summary>
/// <remarks>The method returns <c>IDisposable</c> and has one <c>Func&lt;long&gt;</c> or <c>Func&lt;double&gt;</c> parameter; every other parameter is a label. A call adds one series, disposing what it returned ends that series.</remarks>
/// <param name="name">The instrument's name, dotted lower case.</param>
public sealed class ObservableCounterAttribute(string name) : MetricAttribute(name);
