using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Tests.Redaction;

public class BaggageRedactionTests
{
    private static readonly RedactionPolicy Policy = new(new RedactionOptions());

    [Fact]
    public void OpenTelemetrys_propagator_sends_the_baggage_redacted_and_the_trace_context_as_it_is()
    {
        var propagator = new RedactingPropagator(new CompositeTextMapPropagator([new TraceContextPropagator(), new BaggagePropagator()]), [Policy]);
        var context = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        var baggage = Baggage.Create(new Dictionary<string, string> { ["user.mail"] = "user@example.com", ["session.token"] = "hunter2", ["tenant"] = "7" });

        var headers = new Dictionary<string, string>();
        propagator.Inject(new PropagationContext(context, baggage), headers, (target, name, value) => target[name] = value);

        headers["traceparent"].ShouldBe($"00-{context.TraceId}-{context.SpanId}-01");
        var received = propagator.Extract(default, headers, (source, name) => source.TryGetValue(name, out var value) ? [value] : []).Baggage.GetBaggage();
        received.OrderBy(entry => entry.Key, StringComparer.Ordinal).ShouldBe([new("session.token", "[redacted]"), new("tenant", "7"), new("user.mail", "u***@example.com")]);
    }

    public static TheoryData<string> Propagators => ["w3c", "pre-w3c"];

    [Theory, MemberData(nameof(Propagators))]
    public void HttpClients_propagator_sends_the_baggage_redacted_and_the_trace_context_as_it_is(string inner)
    {
        var propagator = new RedactingContextPropagator(
            inner == "w3c" ? DistributedContextPropagator.CreateW3CPropagator() : DistributedContextPropagator.CreatePreW3CPropagator(), [Policy]);
        using var activity = new Activity("x").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.AddBaggage("tenant", "seven, 7").AddBaggage("session.token", "hunter2").AddBaggage("user.mail", "user@example.com").AddBaggage("phone", "+1 555 123 4567");

        var headers = new Dictionary<string, string>();
        propagator.Inject(activity, headers, (carrier, name, value) => ((Dictionary<string, string>)carrier!)[name] = value);

        headers["traceparent"].ShouldBe(activity.Id);
        string.Join(' ', headers.Values).ShouldNotContain("hunter2");
        var received = propagator.ExtractBaggage(headers, Get)!;
        received.OrderBy(entry => entry.Key, StringComparer.Ordinal).ShouldBe(
            [new("phone", "***4567"), new("session.token", "[redacted]"), new("tenant", "seven, 7"), new("user.mail", "u***@example.com")]);
    }

    [Fact]
    public void Without_baggage_nothing_is_put_in_between()
    {
        var propagator = new RedactingContextPropagator(DistributedContextPropagator.CreateW3CPropagator(), [Policy]);
        using var activity = new Activity("x").SetIdFormat(ActivityIdFormat.W3C).Start();
        var headers = new Dictionary<string, string>();

        propagator.Inject(activity, headers, (carrier, name, value) => ((Dictionary<string, string>)carrier!)[name] = value);

        headers.ShouldBe([new("traceparent", activity.Id!)]);
        propagator.ExtractTraceIdAndState(headers, Get, out var traceId, out _);
        traceId.ShouldBe(activity.Id);
        propagator.Fields.ShouldContain("traceparent");
    }

    private static void Get(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        values = null;
        ((Dictionary<string, string>)carrier!).TryGetValue(name, out value);
    }
}
