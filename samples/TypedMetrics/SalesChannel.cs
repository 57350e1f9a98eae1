using Takumi.Observability;

namespace TypedMetrics;

/// <summary>Where an order came from: a closed set, so it can be a label without a limit.</summary>
public enum SalesChannel
{
    Web,
    MobileApp,
    [LabelValue("pos")]
    PointOfSale,
}
