using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Takumi.Observability;

/// <summary>The one way to put an error on a span. Thread safe; never throws.</summary>
public static class SpanErrors
{
    // An exception that climbs through several spans marks each of them, but is written down only by the innermost.
    private static readonly ConditionalWeakTable<Exception, string> s_recordedIn = [];
    private static ImmutableArray<ErrorObserver> s_observers = [];

    /// <summary>
    /// Sets status Error with the exception's message, or what an observer lets be said of it, <c>error.type</c> with its full type name, and records the exception itself once a trace.
    /// An activity that collects no data is left alone.
    /// </summary>
    public static void Record(Activity activity, Exception exception)
    {
        if (activity is not { IsAllDataRequested: true } || exception is null)
            return;
        activity.SetStatus(ActivityStatusCode.Error);
        activity.SetTag(SpanTags.ErrorType, exception.GetType().FullName);
        try
        {
            var told = Describe(exception);
            activity.SetStatus(ActivityStatusCode.Error, MessageIn(told) ?? exception.Message);
            if (IsFirstIn(activity.TraceId.ToHexString(), exception))
                Keep(activity, exception, told);
        }
        catch (Exception)
        {
            // The exception's own Message or ToString threw, or an observer. Whoever records is on the way to throw the exception itself: nothing may take its place.
            TelemetryMetrics.Lost(TelemetrySignal.Traces, LossReason.ExportFailed);
        }
    }

    /// <summary>Sets status Error with <paramref name="message"/> and <c>error.type</c>, for a failure that is no exception.</summary>
    /// <param name="activity">The failed span.</param>
    /// <param name="errorType">A low-cardinality class of the error, for example <c>insufficient_funds</c>.</param>
    /// <param name="message">What happened, for a human.</param>
    public static void Record(Activity activity, string errorType, string? message = null)
    {
        if (activity is not { IsAllDataRequested: true })
            return;
        activity.SetStatus(ActivityStatusCode.Error, message);
        activity.SetTag(SpanTags.ErrorType, errorType);
    }

    /// <summary>Registers an observer until the returned value is disposed.</summary>
    public static IDisposable Observe(ErrorObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ImmutableInterlocked.Update(ref s_observers, static (all, one) => all.Add(one), observer);
        return new Subscription(observer);
    }

    private static bool IsFirstIn(string traceId, Exception exception)
    {
        if (s_recordedIn.TryGetValue(exception, out var known) && known == traceId)
            return false;
        s_recordedIn.AddOrUpdate(exception, traceId);
        return true;
    }

    private static TagList Describe(Exception exception)
    {
        var told = new TagList();
        foreach (var observer in s_observers)
        {
            observer.Describe(exception, ref told);
            if (told.Count > 0)
                break;
        }

        return told;
    }

    private static string? MessageIn(in TagList told)
    {
        foreach (var tag in told)
        {
            if (tag.Key == "exception.message")
                return tag.Value as string;
        }

        return null;
    }

    private static void Keep(Activity activity, Exception exception, in TagList told)
    {
        var observers = s_observers;
        if (observers.IsEmpty || observers.Any(static observer => observer.KeepsSpanEvent))
            activity.AddException(exception, told);
        foreach (var observer in observers)
            observer.OnError(activity, exception);
    }

    private sealed class Subscription(ErrorObserver observer) : IDisposable
    {
        public void Dispose() =>
            ImmutableInterlocked.Update(ref s_observers, static (all, one) => all.Remove(one), observer);
    }
}
