using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;

namespace Takumi.Observability.Propagation;

/// <summary>How context travels between processes. The setting is the process's, as .NET's and OpenTelemetry's propagators are: the last host that starts decides.</summary>
internal static class Propagators
{
    public static readonly string[] Names = ["tracecontext", "baggage", "none"];

    public static void Use(IReadOnlyList<string> names)
    {
        Sdk.SetDefaultTextMapPropagator(ForSdk(names));
        DistributedContextPropagator.Current = ForActivities(names);
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
