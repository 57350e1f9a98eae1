using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Propagation;

/// <summary>How context travels between processes. The setting is the process's, as .NET's and OpenTelemetry's propagators are: the last host that starts decides.</summary>
internal static class Propagators
{
    public static readonly string[] Names = ["tracecontext", "baggage", "none"];

    /// <summary>Baggage leaves the process with every request, so the policy stands before it.</summary>
    public static void Use(IReadOnlyList<string> names, RedactionPolicy policy)
    {
        Sdk.SetDefaultTextMapPropagator(new RedactingPropagator(ForSdk(names), policy));
        DistributedContextPropagator.Current = new RedactingContextPropagator(ForActivities(names), policy);
    }

    private static CompositeTextMapPropagator ForSdk(IReadOnlyList<string> names)
    {
        List<TextMapPropagator> propagators = [];
        if (names.Contains("tracecontext"))
            propagators.Add(new TraceContextPropagator());
        if (names.Contains("baggage"))
            propagators.Add(new BaggagePropagator());
        return new CompositeTextMapPropagator(propagators);
    }

    /// <summary>.NET's own propagators carry context and baggage together.</summary>
    private static DistributedContextPropagator ForActivities(IReadOnlyList<string> names) => names.Contains("tracecontext")
        ? DistributedContextPropagator.CreateW3CPropagator()
        : DistributedContextPropagator.CreateNoOutputPropagator();
}
