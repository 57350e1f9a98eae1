using System.Diagnostics;

namespace Takumi.Observability.Muting;

/// <summary>Finds out whether a span beneath a muted request would be recorded all the same.</summary>
internal static class MutingProbe
{
    // Kept by every sampler that looks at the id alone, whatever its ratio: OpenTelemetry for .NET keeps low first halves, the consistent probability sampler high second halves.
    private const string MostLikelyKept = "0000000000000000ffffffffffffffff";

    /// <summary>
    /// Starts a span under a parent that is not recorded, and looks. The SDK shows nobody its sampler, and behaviour is what counts:
    /// this sees every listener of the process. The span itself goes nowhere.
    /// </summary>
    public static bool FollowsTheParent()
    {
        using var mute = TakumiTelemetry.Mute();
        var muted = new ActivityContext(ActivityTraceId.CreateFromString(MostLikelyKept), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);
        using var source = new ActivitySource(TakumiTelemetry.ActivitySourceName);
        using var child = source.StartActivity("mute.probe", ActivityKind.Internal, muted);
        if (child is not { Recorded: true })
            return true;
        child.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        child.IsAllDataRequested = false;
        return false;
    }
}
