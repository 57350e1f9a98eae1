using System.Collections.Immutable;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Propagation;

/// <summary>
/// How context travels between processes, and the policies before its baggage. The setting is the process's, as .NET's and OpenTelemetry's propagators are: what is there stays, unless
/// <c>OTEL_PROPAGATORS</c> names others, and is wrapped for as long as a host runs. With several hosts the rules of all of them count: nobody knows whose request is being sent.
/// </summary>
internal sealed class Propagators(HostRedaction redaction) : IDisposable
{
    public static readonly string[] Names = ["tracecontext", "baggage", "none"];

    private static readonly Lock s_gate = new();
    private static ImmutableArray<RedactionPolicy> s_policies = [];
    private static (TextMapPropagator Sdk, DistributedContextPropagator Activities) s_before;

    /// <param name="names">Those of <c>OTEL_PROPAGATORS</c>; null where nothing is said.</param>
    public void Use(IReadOnlyList<string>? names)
    {
        lock (s_gate)
        {
            if (s_policies.IsEmpty)
                s_before = (Present(), PresentForActivities());
            s_policies = s_policies.Add(redaction.Traces);
            Install(names is null ? Present() : ForSdk(names), names is null ? PresentForActivities() : ForActivities(names));
        }
    }

    public void Dispose()
    {
        lock (s_gate)
        {
            if (!s_policies.Contains(redaction.Traces))
                return;
            s_policies = s_policies.Remove(redaction.Traces);
            // What the application has put in their place stays.
            var areOurs = Default is RedactingPropagator && DistributedContextPropagator.Current is RedactingContextPropagator;
            if (s_policies.IsEmpty && areOurs)
                Install(s_before.Sdk, s_before.Activities);
            else
                Install(Present(), PresentForActivities());
        }
    }

    private static void Install(TextMapPropagator sdk, DistributedContextPropagator activities)
    {
        Sdk.SetDefaultTextMapPropagator(s_policies.IsEmpty ? sdk : new RedactingPropagator(sdk, s_policies));
        DistributedContextPropagator.Current = s_policies.IsEmpty ? activities : new RedactingContextPropagator(activities, s_policies);
    }

    private static TextMapPropagator Default
    {
        get
        {
            // Its static constructor sets the default: before that, nothing is there.
            _ = Sdk.SuppressInstrumentation;
            return OpenTelemetry.Context.Propagation.Propagators.DefaultTextMapPropagator;
        }
    }

    private static TextMapPropagator Present() => Default is RedactingPropagator ours ? ours.Inner : Default;

    private static DistributedContextPropagator PresentForActivities() =>
        DistributedContextPropagator.Current is RedactingContextPropagator ours ? ours.Inner : DistributedContextPropagator.Current;

    private static CompositeTextMapPropagator ForSdk(IReadOnlyList<string> names)
    {
        List<TextMapPropagator> propagators = [];
        if (names.Contains("tracecontext"))
            propagators.Add(new TraceContextPropagator());
        if (names.Contains("baggage"))
            propagators.Add(new BaggagePropagator());
        return new CompositeTextMapPropagator(propagators);
    }

    private static SelectiveContextPropagator ForActivities(IReadOnlyList<string> names) => new(names.Contains("tracecontext"), names.Contains("baggage"));
}
