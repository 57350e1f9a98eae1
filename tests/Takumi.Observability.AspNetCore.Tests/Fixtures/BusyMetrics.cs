namespace Takumi.Observability.AspNetCore.Tests.Fixtures;

/// <summary>A metric that an application has declared itself.</summary>
[Meter(MeterName)]
internal static partial class BusyMetrics
{
    public const string MeterName = "Takumi.Tests.Busy";

    /// <summary>Probes.</summary>
    [Counter("busy.probes")]
    public static partial void Probed();
}
