using System.Diagnostics;

namespace Takumi.Observability.Propagation;

/// <summary>.NET's W3C propagator carries context and baggage together; this one carries what <c>OTEL_PROPAGATORS</c> names.</summary>
internal sealed class SelectiveContextPropagator(bool carriesContext, bool carriesBaggage) : DistributedContextPropagator
{
    private const string Baggage = "baggage";

    private readonly DistributedContextPropagator _w3c = CreateW3CPropagator();

    public override IReadOnlyCollection<string> Fields => [.. _w3c.Fields.Where(Carries)];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (setter is null)
            return;
        _w3c.Inject(activity, carrier, (target, name, value) =>
        {
            if (Carries(name))
                setter(target, name, value);
        });
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        (traceId, traceState) = (null, null);
        if (carriesContext)
            _w3c.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) =>
        carriesBaggage ? _w3c.ExtractBaggage(carrier, getter) : null;

    private bool Carries(string header) => header == Baggage ? carriesBaggage : carriesContext;
}
