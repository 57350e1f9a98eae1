using System.Collections.Immutable;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;

namespace Takumi.Observability.Redaction;

/// <summary>Injects through another propagator with the values of the baggage redacted. The trace context is not touched.</summary>
internal sealed class RedactingPropagator(TextMapPropagator inner, ImmutableArray<RedactionPolicy> policies) : TextMapPropagator
{
    public TextMapPropagator Inner => inner;

    /// <inheritdoc/>
    public override ISet<string>? Fields => inner.Fields;

    /// <inheritdoc/>
    public override PropagationContext Extract<T>(PropagationContext context, T carrier, Func<T, string, IEnumerable<string>?> getter) =>
        inner.Extract(context, carrier, getter);

    /// <inheritdoc/>
    public override void Inject<T>(PropagationContext context, T carrier, Action<T, string, string> setter)
    {
        var baggage = context.Baggage;
        foreach (var (name, value) in context.Baggage)
        {
            var redacted = value;
            foreach (var policy in policies)
                redacted = policy.Redact(name, redacted);
            if (!ReferenceEquals(redacted, value))
                baggage = baggage.SetBaggage(name, redacted);
        }

        inner.Inject(new PropagationContext(context.ActivityContext, baggage), carrier, setter);
    }
}
