using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using Takumi.Observability.Redaction;
using Takumi.Observability.Tests.Hosting;

namespace Takumi.Observability.Tests.Propagation;

/// <summary>Alone: propagators are the process's.</summary>
[Collection(AloneCollection.Name)]
public sealed class PropagatorsTests
{
    [Fact]
    public async Task Propagators_of_the_applications_own_stay_and_are_as_they_were_when_no_host_is_left()
    {
        var (sdk, activities) = (Propagators.DefaultTextMapPropagator, DistributedContextPropagator.Current);
        var (ownSdk, own) = (new CompositeTextMapPropagator([new TraceContextPropagator()]), DistributedContextPropagator.CreatePreW3CPropagator());
        Sdk.SetDefaultTextMapPropagator(ownSdk);
        DistributedContextPropagator.Current = own;
        try
        {
            await using (await TestHost.StartAsync())
            {
                Propagators.DefaultTextMapPropagator.Fields.ShouldBe(ownSdk.Fields);
                DistributedContextPropagator.Current.Fields.ShouldBe(own.Fields);
                Injected().Keys.ShouldContain("Correlation-Context");
            }

            Propagators.DefaultTextMapPropagator.ShouldBeSameAs(ownSdk);
            DistributedContextPropagator.Current.ShouldBeSameAs(own);
        }
        finally
        {
            Sdk.SetDefaultTextMapPropagator(sdk);
            DistributedContextPropagator.Current = activities;
        }
    }

    [Fact]
    public async Task Of_two_hosts_the_rules_of_both_stand_before_the_baggage_until_they_stop()
    {
        var before = DistributedContextPropagator.Current;
        await using (await TestHost.StartAsync(options: options => options.Redaction.Names["voucher.code"] = Mask.Secret))
        {
            await using (await TestHost.StartAsync(options: options => options.Redaction.Names["badge.number"] = Mask.Secret))
                Injected()["baggage"].ShouldBe("badge.number =%5Bredacted%5D, voucher.code =%5Bredacted%5D");

            Injected()["baggage"].ShouldBe("badge.number = b7, voucher.code =%5Bredacted%5D");
        }

        DistributedContextPropagator.Current.ShouldBeSameAs(before);
    }

    [Theory]
    [InlineData("tracecontext,baggage", "baggage traceparent")]
    [InlineData("tracecontext", "traceparent")]
    [InlineData("baggage", "baggage")]
    [InlineData("none", "")]
    public async Task What_otel_propagators_names_travels_and_nothing_else(string names, string headers)
    {
        var before = (Propagators.DefaultTextMapPropagator, DistributedContextPropagator.Current);
        await using (await TestHost.StartAsync(settings: ("OTEL_PROPAGATORS", names)))
            ShouldTravel(names, headers);

        (Propagators.DefaultTextMapPropagator, DistributedContextPropagator.Current).ShouldBe(before);
    }

    private static void ShouldTravel(string names, string headers)
    {
        string.Join(' ', Injected().Keys.Order(StringComparer.Ordinal)).ShouldBe(headers);
        var sdk = new Dictionary<string, string>();
        Propagators.DefaultTextMapPropagator.Inject(
            new PropagationContext(new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), default), OpenTelemetry.Baggage.Create(new() { ["tenant"] = "blue" })),
            sdk,
            static (target, name, value) => target[name] = value);
        string.Join(' ', sdk.Keys.Order(StringComparer.Ordinal)).ShouldBe(headers);
        TraceContext.Extract(new Dictionary<string, string> { ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" })
            .ShouldBe(names.Contains("tracecontext", StringComparison.Ordinal)
                ? new ActivityContext(ActivityTraceId.CreateFromString("4bf92f3577b34da6a3ce929d0e0e4736"), ActivitySpanId.CreateFromString("00f067aa0ba902b7"), ActivityTraceFlags.Recorded, isRemote: true)
                : default);
    }

    private static Dictionary<string, string> Injected()
    {
        Activity.Current = null;
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("voucher.code", "v7").AddBaggage("badge.number", "b7").Start();
        var headers = new Dictionary<string, string>();
        TraceContext.Inject(headers);
        return headers;
    }
}
