using Takumi.Observability.Tracing;

namespace Takumi.Observability;

public static partial class TakumiTelemetry
{
    /// <summary>
    /// Whether what runs here is mute: beneath a muted endpoint (<c>/metrics</c>, <c>/health</c>, <c>/ready</c>, <c>[MuteTelemetry]</c>) or within <see cref="Mute"/>.
    /// Adapters ask when they begin something that they would measure. Costs a few nanoseconds.
    /// </summary>
    public static bool IsMuted => Silence.IsOn;

    /// <summary>
    /// Makes everything mute that is begun from here until what is returned is disposed, across awaits and threads: no span of this library is started beneath, none of another source
    /// is recorded (by the library's sampler, or any other that looks at the parent), and no declared metric is measured, except up-down counters, whose pairs must stay whole,
    /// and meters with <see cref="MeterAttribute.IgnoresMute"/>. Logs and audit events stay. For work that nobody asked for: a warm-up, a timer's probe.
    /// </summary>
    /// <remarks>What began before goes on as it was: a workflow around it has its span and is measured.</remarks>
    public static MuteScope Mute() => MuteScope.Begin();
}
