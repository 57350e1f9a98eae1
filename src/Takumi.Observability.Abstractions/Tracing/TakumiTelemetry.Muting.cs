using Takumi.Observability.Tracing;

namespace Takumi.Observability;

public static partial class TakumiTelemetry
{
    /// <summary>
    /// Whether what runs here is mute: beneath a muted endpoint (<c>/metrics</c>, <c>/health</c>, <c>/ready</c>) or within <see cref="Mute"/>.
    /// Adapters ask before they measure. Costs a few nanoseconds.
    /// </summary>
    public static bool IsMuted => MuteScope.IsOn;

    /// <summary>
    /// Makes everything mute that is begun from here until what is returned is disposed, across awaits and threads: no span is recorded beneath (with a parent-based sampler), and no measurement
    /// of this catalogue's instruments is taken. Logs stay. For work of its own that nobody asked for: a warm-up, a timer's probe.
    /// </summary>
    public static MuteScope Mute() => MuteScope.Begin();
}
