using System.Diagnostics;

namespace Takumi.Observability;

/// <summary>What can be put on a span. Each call does nothing, and allocates nothing, on a span that collects no data.</summary>
public static class TelemetrySpanExtensions
{
    private static readonly object s_true = true;
    private static readonly object s_false = false;

    /// <summary>Sets a tag; null removes it.</summary>
    public static void SetTag<TSpan>(this TSpan span, string key, string? value)
        where TSpan : struct, ITelemetrySpan => Recording(span)?.SetTag(key, value);

    /// <inheritdoc cref="SetTag{TSpan}(TSpan, string, string?)"/>
    public static void SetTag<TSpan>(this TSpan span, string key, bool value)
        where TSpan : struct, ITelemetrySpan => Recording(span)?.SetTag(key, value ? s_true : s_false);

    /// <inheritdoc cref="SetTag{TSpan}(TSpan, string, string?)"/>
    public static void SetTag<TSpan>(this TSpan span, string key, int value)
        where TSpan : struct, ITelemetrySpan => Recording(span)?.SetTag(key, value);

    /// <inheritdoc cref="SetTag{TSpan}(TSpan, string, string?)"/>
    public static void SetTag<TSpan>(this TSpan span, string key, long value)
        where TSpan : struct, ITelemetrySpan => Recording(span)?.SetTag(key, value);

    /// <inheritdoc cref="SetTag{TSpan}(TSpan, string, string?)"/>
    public static void SetTag<TSpan>(this TSpan span, string key, double value)
        where TSpan : struct, ITelemetrySpan => Recording(span)?.SetTag(key, value);

    /// <summary>Sets a tag of any type that an OpenTelemetry attribute may have: a primitive, a string, or an array of these.</summary>
    public static void SetTag<TSpan>(this TSpan span, string key, object? value)
        where TSpan : struct, ITelemetrySpan => Recording(span)?.SetTag(key, value);

    /// <summary>Adds an event at the present time.</summary>
    public static void AddEvent<TSpan>(this TSpan span, string name)
        where TSpan : struct, ITelemetrySpan => Recording(span)?.AddEvent(new ActivityEvent(name));

    /// <summary>Links another span to this one, for example each message of a batch once it is known.</summary>
    public static void AddLink<TSpan>(this TSpan span, ActivityContext context)
        where TSpan : struct, ITelemetrySpan => Recording(span)?.AddLink(new ActivityLink(context));

    private static Activity? Recording<TSpan>(TSpan span)
        where TSpan : struct, ITelemetrySpan => span.Activity is { IsAllDataRequested: true } activity ? activity : null;
}
