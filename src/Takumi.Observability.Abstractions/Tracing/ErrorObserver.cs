using System.Diagnostics;

namespace Takumi.Observability;

/// <summary>
/// Told of every exception that <see cref="SpanErrors.Record(Activity, Exception)"/> sees for the first time, so that a host can keep it as a log record instead of, or beside, the span event.
/// Called on the failing thread; must be thread safe and must not throw.
/// </summary>
public abstract class ErrorObserver
{
    /// <summary>Whether this observer wants the exception as a span event. It is written unless every observer declines.</summary>
    public abstract bool KeepsSpanEvent { get; }

    /// <summary>
    /// Adds what a span may say of an exception, <c>exception.message</c> and <c>exception.stacktrace</c>, where that is not the exception's own text. The message is the description of the
    /// span's status as well.
    /// </summary>
    public virtual void Describe(Exception exception, ref TagList tags)
    {
    }

    /// <summary>An exception ended <paramref name="activity"/>, and no span within it had recorded the same exception.</summary>
    public abstract void OnError(Activity activity, Exception exception);
}
