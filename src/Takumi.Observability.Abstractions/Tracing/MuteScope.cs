using System.Diagnostics;

namespace Takumi.Observability;

/// <summary>A stretch of work that leaves no span and no measurement. Ends when it is disposed, on the flow of execution that began it.</summary>
public readonly struct MuteScope : IDisposable
{
    private static readonly AsyncLocal<bool> s_isOn = new();

    private readonly Activity? _silent;
    private readonly Activity? _previous;
    private readonly bool _wasOn;

    private MuteScope(Activity silent, Activity? previous, bool wasOn)
    {
        _silent = silent;
        _previous = previous;
        _wasOn = wasOn;
    }

    internal static bool IsOn => s_isOn.Value;

    internal static MuteScope Begin()
    {
        var previous = Activity.Current;
        var wasOn = s_isOn.Value;
        s_isOn.Value = true;

        // A parent that is not recorded: a parent-based sampler starts nothing beneath it, whichever source asks, and the trace of the caller goes on in logs.
        var silent = new Activity("mute") { ActivityTraceFlags = ActivityTraceFlags.None }.SetIdFormat(ActivityIdFormat.W3C).Start();
        silent.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        silent.IsAllDataRequested = false;
        return new MuteScope(silent, previous, wasOn);
    }

    /// <summary>What was current is current again, and mute only if it was.</summary>
    public void Dispose()
    {
        if (_silent is null)
            return;
        _silent.Stop();
        Activity.Current = _previous;
        s_isOn.Value = _wasOn;
    }
}
