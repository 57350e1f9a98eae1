using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Takumi.Observability.AspNetCore.Tests.Fixtures;
using Takumi.Observability.Testing;

namespace Takumi.Observability.AspNetCore.Tests;

public sealed class PropagationTests
{
    [Fact]
    public async Task A_trace_goes_through_two_services_and_the_client_between_them()
    {
        using var client = new HttpClient();
        await using var inner = await WebService.StartAsync(app => app.MapGet("/inner", () =>
        {
            using var step = TakumiTelemetry.StartOperation("step");
            return "inner";
        }));
        await using var outer = await WebService.StartAsync(app => app.MapGet("/outer", () => client.GetStringAsync(new Uri(inner.Address, "/inner"))));

        var (response, trace) = await outer.SendAsync(HttpMethod.Get, "/outer");
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("inner");
        await Poll.UntilAsync(() => outer.Spans.Of(trace).Count == 4, () => "four spans", TestContext.Current.CancellationToken);

        var spans = outer.Spans.Of(trace).ToDictionary(span => $"{span.Kind} {span.DisplayName}");
        var outerServer = spans["Server GET /outer"];
        var call = spans["Client GET"];
        var innerServer = spans["Server GET /inner"];
        call.ParentSpanId.ShouldBe(outerServer.SpanId);
        innerServer.ParentSpanId.ShouldBe(call.SpanId);
        innerServer.HasRemoteParent.ShouldBeTrue();
        spans["Internal step"].ParentSpanId.ShouldBe(innerServer.SpanId);
    }

    [Fact]
    public async Task What_a_muted_request_calls_is_told_not_to_record_either()
    {
        using var client = new HttpClient();
        string? received = null;
        await using var inner = await WebService.StartAsync(app => app.MapGet("/inner", (Microsoft.AspNetCore.Http.HttpContext context) => received = context.Request.Headers.TraceParent));
        await using var outer = await WebService.StartAsync(app => app
            .MapGet("/quiet", () => client.GetStringAsync(new Uri(inner.Address, "/inner")))
            .MuteTelemetry());

        var (response, trace) = await outer.SendAsync(HttpMethod.Get, "/quiet");
        response.EnsureSuccessStatusCode();

        received.ShouldNotBeNull().ShouldStartWith($"00-{trace}-");
        received.ShouldEndWith("-00");
    }

    [Fact]
    public async Task Nothing_is_current_after_a_request()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/plain", () => "ok"));

        await service.ObserveAsync("/plain");

        Activity.Current.ShouldBeNull();
    }
}
