using System.Diagnostics;

namespace Takumi.Observability;

/// <summary>What a span may be given at its start beyond its name. Immutable: keep one that never changes in a static field.</summary>
public sealed record SpanOptions
{
    /// <summary>The role of the span; <see langword="null"/>: the usual one of what is started (a contract call is a client, the rest internal).</summary>
    public ActivityKind? Kind { get; init; }

    /// <summary>A parent from elsewhere, as <see cref="TraceContext.Extract{TCarrier}"/> returns it. Default: <see cref="Activity.Current"/>.</summary>
    public ActivityContext Parent { get; init; }

    /// <summary>Starts a trace of its own, with a link to the span that was current. For work that outlives its caller. <see cref="Parent"/> is ignored.</summary>
    public bool NewRoot { get; init; }

    /// <summary>Sampling keeps the span, whatever the ratio. Told to samplers by the tag <see cref="SpanTags.SamplingCritical"/>.</summary>
    public bool Critical { get; init; }

    /// <summary>For a contract call: it only simulates, or reads, so no transaction is submitted, and none is counted. Of no meaning elsewhere.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Spans that this one belongs to without being their child, for example the messages of a batch.</summary>
    public IEnumerable<ActivityLink>? Links { get; init; }
}
