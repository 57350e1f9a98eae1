using System.Diagnostics;
using Takumi.Observability.Tracing;

namespace Takumi.Observability.Weaving;

/// <summary>
/// The span of one enumeration of a woven iterator: from its first step to its end, an early break or an exception.
/// It is current while the iterator's own code runs, and only then: between two items the consumer has its own context.
/// </summary>
internal sealed class EnumerationSpan
{
    private readonly TracedMethod _method;
    private readonly Activity? _activity;
    private readonly long _started = Stopwatch.GetTimestamp();
    private WovenSpan _span;
    private Activity? _consumer;
    private long _items;

    public EnumerationSpan(TracedMethod method, in WovenArguments arguments)
    {
        _consumer = Activity.Current;
        _method = method;
        _span.Begin(method);
        _activity = _span.Recording;
        if (_activity is not null)
            arguments.CopyTo(_activity);
        Leave();
    }

    /// <summary>The iterator's code runs next.</summary>
    public void Enter()
    {
        _consumer = Activity.Current;
        _span.MakeCurrent();
    }

    /// <summary>The consumer's code runs next.</summary>
    public void Leave()
    {
        if (!ReferenceEquals(Activity.Current, _consumer))
            Activity.Current = _consumer;
    }

    public void Yielded()
    {
        if (_items++ == 0)
            _activity?.SetTag(SpanTags.EnumerationTimeToFirstItem, Stopwatch.GetElapsedTime(_started).TotalSeconds);
    }

    public void Fail(Exception exception)
    {
        _activity?.SetTag(SpanTags.EnumerationItems, _items);
        _span.Fail(exception, _method);
    }

    /// <summary>Ends the enumeration, unless it has failed.</summary>
    public void End()
    {
        if (!_span.IsRunning)
            return;
        var consumer = Activity.Current;
        _activity?.SetTag(SpanTags.EnumerationItems, _items);
        _span.End(_method);
        if (!ReferenceEquals(Activity.Current, consumer))
            Activity.Current = consumer;
    }
}
