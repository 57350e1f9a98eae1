using Takumi.Observability.Tracing;

namespace Takumi.Observability;

/// <summary>
/// A stretch of work that leaves no span and no measurement, from <see cref="TakumiTelemetry.Mute"/> until it is disposed, by whoever and however often.
/// The default value is no mute at all.
/// </summary>
public readonly struct MuteScope : IDisposable
{
    private readonly SilentActivity? _parent;

    private MuteScope(SilentActivity parent) => _parent = parent;

    internal static MuteScope Begin() => new(new SilentActivity());

    /// <summary>Ends it. What was current is current again, and mute only if it was.</summary>
    public void Dispose() => _parent?.End();
}
