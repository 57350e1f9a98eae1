using System.Diagnostics;

namespace Takumi.Observability;

/// <summary>
/// Carries a trace across webhooks, queues and anything else without instrumentation of its own: W3C <c>traceparent</c>, <c>tracestate</c> and baggage
/// (https://www.w3.org/TR/trace-context/), by the process's <see cref="DistributedContextPropagator.Current"/>.
/// </summary>
public static class TraceContext
{
    /// <summary>Writes the current span's context into <paramref name="headers"/>. Nothing is written when no span is current.</summary>
    public static void Inject(IDictionary<string, string> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        Inject(headers, static (carrier, name, value) => carrier[name] = value);
    }

    /// <summary>Writes the current span's context by <paramref name="set"/>, a (carrier, name, value) setter.</summary>
    public static void Inject<TCarrier>(TCarrier carrier, Action<TCarrier, string, string> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        DistributedContextPropagator.Current.Inject(
            Activity.Current,
            (carrier, set),
            static (state, name, value) =>
            {
                var (carrier, set) = ((TCarrier, Action<TCarrier, string, string>))state!;
                set(carrier, name, value);
            });
    }

    /// <summary>
    /// Reads the trace context that <see cref="Inject(IDictionary{string, string})"/> wrote; its baggage is not part of an <see cref="ActivityContext"/>, and left to <see cref="DistributedContextPropagator.ExtractBaggage"/>.
    /// No context, or one that can't be read: the default value, which starts a new trace.
    /// </summary>
    public static ActivityContext Extract(IReadOnlyDictionary<string, string> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return Extract(headers, static (carrier, name) => carrier.TryGetValue(name, out var value) ? value : null);
    }

    /// <summary>Reads a context by <paramref name="get"/>, a (carrier, name) getter that returns null for a missing header.</summary>
    public static ActivityContext Extract<TCarrier>(TCarrier carrier, Func<TCarrier, string, string?> get)
    {
        ArgumentNullException.ThrowIfNull(get);
        DistributedContextPropagator.Current.ExtractTraceIdAndState(
            (carrier, get),
            static (object? state, string name, out string? value, out IEnumerable<string>? values) =>
            {
                var (carrier, get) = ((TCarrier, Func<TCarrier, string, string?>))state!;
                value = get(carrier, name);
                values = null;
            },
            out var traceParent,
            out var traceState);
        return ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var context) ? context : default;
    }
}
