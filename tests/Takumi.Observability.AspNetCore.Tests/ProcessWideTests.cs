using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Takumi.Observability.AspNetCore.Tests.Fixtures;
using Takumi.Observability.Requests;

namespace Takumi.Observability.AspNetCore.Tests;

[Collection(nameof(ProcessWide))]
public sealed class ProcessWideTests
{
    [Fact]
    public async Task A_sampler_under_which_muting_can_t_work_is_warned_about()
    {
        await using var service = await WebService.StartAsync(
            app => app.MapTakumiObservability(),
            (_, observability) => observability.WithTracing(tracing => tracing.SetSampler(new TraceIdRatioBasedSampler(0.01))));

        var log = service.Logs.Logs.Single(log => log.Category == "Takumi.Observability.Muting.MutingCheck");
        log.Level.ShouldBe(LogLevel.Warning);
        log.Message.ShouldContain("new ParentBasedSampler(…) around your own");
        service.Spans.Of(ActivityTraceId.CreateFromString("0000000000000000ffffffffffffffff")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("always_on")]
    [InlineData("traceidratio")]
    public async Task Muting_works_under_every_sampler_of_the_variable(string sampler)
    {
        using var other = new ActivitySource("Other." + Guid.NewGuid());
        await using var service = await WebService.StartAsync(
            app =>
            {
                app.MapGet("/quiet", () => other.StartActivity("SELECT") is null).MuteTelemetry();
                app.MapGet("/heard", () => other.StartActivity("SELECT") is null);
            },
            (builder, observability) =>
            {
                builder.Services.Configure<ObservabilityOptions>(options => options.Sampler = sampler);
                observability.WithTracing(tracing => tracing.AddSource(other.Name));
            });

        var (quiet, _) = await service.SendAsync(HttpMethod.Get, "/quiet");
        (await quiet.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("true");
        var (heard, _) = await service.SendAsync(HttpMethod.Get, "/heard");
        (await heard.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("false");
        service.Logs.Logs.ShouldNotContain(log => log.Category == "Takumi.Observability.Muting.MutingCheck");
    }

    [Fact]
    public async Task The_gauge_counts_what_is_in_flight_and_returns_to_zero_after_exceptions_aborts_and_muted_requests()
    {
        using var inFlight = new InFlight();
        var arrived = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var service = await WebService.StartAsync(app =>
        {
            app.MapTakumiObservability();
            app.MapGet("/wait", async () =>
            {
                arrived.SetResult();
                await release.Task;
            });
            app.MapGet("/fail", void () => throw new InvalidOperationException("no"));
            app.MapGet("/abort", (HttpContext context) => context.Abort());
            app.MapGet("/quiet", () => inFlight.Read().ToString()).MuteTelemetry();
        });

        var waiting = service.ObserveAsync("/wait");
        await arrived.Task;
        inFlight.Read().ShouldBe(1);
        var (quiet, _) = await service.SendAsync(HttpMethod.Get, "/quiet");
        (await quiet.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("1");
        release.SetResult();
        await waiting;

        await service.ObserveAsync("/fail");
        await service.ObserveAsync("/nowhere");
        var abort = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/abort");
        request.Headers.Add("traceparent", WebService.ParentOf(abort));
        await Should.ThrowAsync<HttpRequestException>(() => service.Client.SendAsync(request, TestContext.Current.CancellationToken));
        await service.Spans.ServerSpanAsync(abort);

        inFlight.Read().ShouldBe(0);
    }

    [Fact]
    public async Task Two_hosts_each_see_a_request_once_and_stop_on_their_own()
    {
        await using var first = await WebService.StartAsync(app => app.MapGet("/first", () => "1"));
        var second = await WebService.StartAsync(app => app.MapGet("/second", () => "2"));

        var (span, measurements) = await first.ObserveAsync("/first");
        first.Spans.Of(span.TraceId).Count.ShouldBe(1);
        second.Spans.Of(span.TraceId).Count.ShouldBe(1);
        measurements.Count(line => line.StartsWith("http.requests ")).ShouldBe(1);

        await second.DisposeAsync();
        var again = await first.ObserveAsync("/first");
        again.Measurements.ShouldContain("http.requests 1 {method=GET, route=/first, status_code=200}");
    }

    [Fact]
    public void With_nobody_listening_a_request_is_not_observed_and_nothing_is_allocated()
    {
        var telemetry = new RequestTelemetry(Options.Create(new AspNetCoreOptions()), NullLogger<RequestTelemetry>.Instance);
        var context = new DefaultHttpContext();
        telemetry.Begin(context).ShouldBeNull();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            telemetry.Begin(context);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public async Task The_framework_s_own_attributes_and_ours_make_one_set()
    {
        const string Switch = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";
        AppContext.SetSwitch(Switch, false);
        try
        {
            await using var service = await WebService.StartAsync(app => app.MapGet("/framework/{id}", (int id) => "ok"));

            var (span, _) = await service.ObserveAsync("/framework/7");

            span.DisplayName.ShouldBe("GET /framework/{id}");
            span.TagObjects.Select(tag => tag.Key).Order(StringComparer.Ordinal).ShouldBe(
            [
                "client.address", "http.request.method", "http.response.status_code", "http.route", "network.protocol.version",
                "server.address", "server.port", "url.path", "url.scheme",
            ]);
        }
        finally
        {
            AppContext.SetSwitch(Switch, true);
        }
    }

    private sealed class InFlight : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _value;

        public InFlight()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "http.requests.in_flight")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            {
                tags.IsEmpty.ShouldBeTrue();
                _value = value;
            });
            _listener.Start();
        }

        public void Dispose() => _listener.Dispose();

        public long Read()
        {
            _listener.RecordObservableInstruments();
            return _value;
        }
    }
}
