using System.Diagnostics;

namespace Takumi.Observability.Tracing;

/// <summary>
/// The parent that is not recorded: a parent-based sampler starts nothing beneath it, whichever source asks. Belongs to no source, so nobody exports it;
/// it keeps the caller's trace id, or has a new one, so that logs beneath it stay together.
/// </summary>
internal sealed class SilentActivity
{
    private readonly Silence _silence = Silence.Begin();
    private readonly Activity _activity = new Activity("mute") { ActivityTraceFlags = ActivityTraceFlags.None, IsAllDataRequested = false }.SetIdFormat(ActivityIdFormat.W3C).Start();

    /// <summary>Takes an activity that has begun out of what is recorded.</summary>
    public static void Hush(Activity activity)
    {
        activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        activity.IsAllDataRequested = false;
    }

    /// <summary>
    /// Ends the mute. Where the activity, or something begun within it, is current, the previous one is current again; the context of a mute within, or of somebody else, is left alone.
    /// </summary>
    public void End()
    {
        var wasInnermost = _silence.End();
        if (_activity.IsStopped)
            return;

        var current = Activity.Current;
        var next = wasInnermost && IsWithin(current) ? RunningAbove(_activity) : current;
        _activity.Dispose();
        if (!ReferenceEquals(Activity.Current, next))
            Activity.Current = next;
    }

    private bool IsWithin(Activity? current)
    {
        for (; current is not null; current = current.Parent)
        {
            if (ReferenceEquals(current, _activity))
                return true;
        }

        return false;
    }

    // One that was disposed out of order has ended before this one.
    private static Activity? RunningAbove(Activity activity)
    {
        var above = activity.Parent;
        while (above is { IsStopped: true })
            above = above.Parent;
        return above;
    }
}
