using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Takumi.Observability.AspNetCore.Tests.Fixtures;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.AspNetCore.Tests;

/// <summary>Beside what an application has already.</summary>
public sealed class CompositionTests
{
    [Fact]
    public async Task Another_instrumentation_of_the_same_span_is_not_fought()
    {
        var other = new OtherInstrumentation();
        await using var service = await WebService.StartAsync(
            app => app.MapGet("/shared/{id}", (int id) => "ok"),
            (_, observability) => observability.WithTracing(tracing => tracing.AddProcessor(other)));

        var (span, _) = await service.ObserveAsync(HttpMethod.Get, "/shared/7", request => other.Instruments(request));

        span.DisplayName.ShouldBe("their name");
        span.GetTagItem("url.path").ShouldBe("their path");
        span.TagObjects.Select(tag => tag.Key).Order(StringComparer.Ordinal).ShouldBe(
        [
            "client.address", "http.request.method", "http.response.status_code", "http.route", "network.protocol.version",
            "server.address", "server.port", "url.path", "url.scheme",
        ]);
    }

    [Fact]
    public async Task A_provider_of_the_application_s_own_sees_the_same_span_once()
    {
        var theirs = new SpanCapture();
        using var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource("Microsoft.AspNetCore")
            .AddProcessor(theirs)
            .Build();
        await using var service = await WebService.StartAsync(app => app.MapGet("/both", () => "ok"));

        var (span, _) = await service.ObserveAsync("/both");

        service.Spans.Of(span.TraceId).Count.ShouldBe(1);
        (await theirs.ServerSpanAsync(span.TraceId)).ShouldBeSameAs(span);
    }

    [Fact]
    public async Task Adding_it_twice_observes_once()
    {
        await using var service = await WebService.StartAsync(
            app => app.MapGet("/twice", () => "ok"),
            (builder, _) => builder.AddTakumiObservability().AddAspNetCore());

        var (span, measurements) = await service.ObserveAsync("/twice");

        service.Spans.Of(span.TraceId).Count.ShouldBe(1);
        measurements.Count(line => line.StartsWith("http.requests ")).ShouldBe(1);
    }

    [Theory]
    [InlineData(HttpMetrics.Both, true, true)]
    [InlineData(HttpMetrics.Catalogue, true, false)]
    [InlineData(HttpMetrics.Framework, false, true)]
    public async Task The_metrics_that_are_asked_for_are_collected_and_no_others(HttpMetrics choice, bool catalogue, bool framework)
    {
        var collected = new MetricCapture();
        await using var service = await WebService.StartAsync(
            app => app.MapGet($"/chosen/{choice}", () => "ok"),
            (_, observability) => observability
                .AddAspNetCore(options => options.HttpMetrics = choice)
                .WithMetrics(metrics => metrics.AddReader(collected)));

        await service.ObserveAsync($"/chosen/{choice}");
        collected.Collect();

        collected.HasPoint("http.requests", "route", $"/chosen/{choice}").ShouldBe(catalogue);
        collected.HasPoint("http.server.request.duration", "http.route", $"/chosen/{choice}").ShouldBe(framework);
        collected.Names.Contains("http.server.active_requests").ShouldBe(framework);
    }

    [Fact]
    public async Task A_listener_that_throws_harms_no_request_and_is_told_once()
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument is { Name: "http.requests", Meter.Name: TakumiTelemetry.MeterName })
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag.Value is "/harmed"))
                throw new InvalidOperationException("a listener's fault");
        });
        listener.Start();
        await using var service = await WebService.StartAsync(app => app.MapGet("/harmed", () => "unharmed"));

        for (var i = 0; i < 2; i++)
        {
            var (response, _) = await service.SendAsync(HttpMethod.Get, "/harmed");
            (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("unharmed");
        }

        await Poll.UntilAsync(() => Warnings(service) > 0, () => "the warning", TestContext.Current.CancellationToken);
        Warnings(service).ShouldBe(1);
    }

    [Fact]
    public async Task A_listener_that_throws_harms_no_socket_and_is_told_once()
    {
        var trace = ActivityTraceId.CreateRandom();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == TakumiTelemetry.MeterName && !instrument.IsObservable)
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => Harm());
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Harm());
        listener.Start();
        await using var service = await WebService.StartAsync(app =>
        {
            app.UseWebSockets();
            app.Map("/socket", async (HttpContext context) =>
            {
                using var accepted = await context.WebSockets.AcceptWebSocketAsync();
                var buffer = new byte[16];
                var received = await accepted.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
                await accepted.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
                await accepted.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
                await accepted.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            });
        });

        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("traceparent", WebService.ParentOf(trace));
        await socket.ConnectAsync(new UriBuilder(service.Address) { Scheme = "ws", Path = "/socket" }.Uri, service.Client, TestContext.Current.CancellationToken);
        await socket.SendAsync("unharmed"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        var echo = new byte[16];
        var count = (await socket.ReceiveAsync(echo, TestContext.Current.CancellationToken)).Count;
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);

        Encoding.ASCII.GetString(echo, 0, count).ShouldBe("unharmed");
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
        await service.Spans.ServerSpanAsync(trace);
        Warnings(service).ShouldBe(1);

        void Harm()
        {
            if (Activity.Current?.TraceId == trace)
                throw new InvalidOperationException("a listener's fault");
        }
    }

    private static int Warnings(WebService service) => service.Logs.Logs.Count(log => log.Level == LogLevel.Warning && log.Exception?.Message == "a listener's fault");

    // What OpenTelemetry's own ASP.NET Core instrumentation does at the start of a span. To one request only: a processor sees the spans of every host in the process.
    private sealed class OtherInstrumentation : BaseProcessor<Activity>
    {
        private string? _traceParent;

        public void Instruments(HttpRequestMessage request) => _traceParent = request.Headers.GetValues("traceparent").Single();

        public override void OnStart(Activity data)
        {
            if (data.Kind != ActivityKind.Server || data.ParentId != _traceParent)
                return;
            data.DisplayName = "their name";
            data.SetTag("http.request.method", "GET");
            data.SetTag("url.path", "their path");
        }
    }

    private sealed class MetricCapture() : BaseExportingMetricReader(new Exporter())
    {
        public HashSet<string> Names => ((Exporter)exporter).Names;

        public bool HasPoint(string metric, string tag, string value) => ((Exporter)exporter).Points.Contains((metric, tag, value));

        private sealed class Exporter : BaseExporter<Metric>
        {
            public HashSet<string> Names { get; } = [];

            public HashSet<(string, string, string)> Points { get; } = [];

            public override ExportResult Export(in Batch<Metric> batch)
            {
                foreach (var metric in batch)
                {
                    Names.Add(metric.Name);
                    foreach (ref readonly var point in metric.GetMetricPoints())
                    {
                        foreach (var tag in point.Tags)
                            Points.Add((metric.Name, tag.Key, tag.Value?.ToString() ?? ""));
                    }
                }

                return ExportResult.Success;
            }
        }
    }
}
