using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Takumi.Observability.Testing.Otlp;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Tests.Hosting;

/// <summary>Beside a set-up of OpenTelemetry that the application has, before our line or after it. Alone: a span that one host samples reaches every other.</summary>
[Collection(AloneCollection.Name)]
public sealed class CompositionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task There_is_one_provider_and_each_span_once(bool isFirst)
    {
        var own = new SpanCapture();
        void Application(IServiceCollection services) => services.ConfigureOpenTelemetryTracerProvider((_, tracing) =>
            tracing.AddSource(TakumiTelemetry.ActivitySourceName).AddProcessor(own));

        await using var host = await TestHost.StartAsync(
            before: isFirst ? Application : null,
            configure: isFirst ? null : builder => Application(builder.Services));
        Activity.Current = null;
        var trace = TakumiTelemetry.TraceOperation("step", static span => span.Activity!.TraceId);

        host.Services.GetServices<TracerProvider>().ShouldHaveSingleItem();
        own.Of(trace).ShouldHaveSingleItem();
        host.Spans.Of(trace).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_applications_sampler_and_resource_win(bool isFirst)
    {
        static void Application(IServiceCollection services) => services.ConfigureOpenTelemetryTracerProvider((_, tracing) => tracing
            .SetSampler(new AlwaysOffSampler())
            .ConfigureResource(resource => resource.AddAttributes([new("service.version", "own")])));

        await using var host = await TestHost.StartAsync(
            before: isFirst ? Application : null,
            configure: isFirst ? null : builder => Application(builder.Services),
            options: options => options.SampleRatio = 1);
        Activity.Current = null;
        ActivityTraceId trace = default;
        TakumiTelemetry.TraceOperation("step", span => trace = span.Activity?.TraceId ?? default);

        host.Spans.Of(trace).ShouldBeEmpty();
        host.Get<TracerProvider>().GetResource().Attributes.Single(attribute => attribute.Key == "service.version").Value.ShouldBe("own");
    }

    [Fact]
    public async Task The_line_may_be_written_twice()
    {
        await using var host = await TestHost.StartAsync(
            before: services => services.AddTakumiObservability(options => options.ServiceName = "first"),
            options: options => options.ServiceVersion = "2");
        Activity.Current = null;
        var trace = TakumiTelemetry.TraceOperation("step", static span => span.Activity!.TraceId);

        host.Spans.Of(trace).ShouldHaveSingleItem();
        var resource = host.Get<TracerProvider>().GetResource().Attributes.ToDictionary();
        (resource["service.name"], resource["service.version"]).ShouldBe(("first", "2"));
    }

    [Fact]
    public async Task Where_the_application_registered_otlp_itself_ours_is_left_out()
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        await using (var host = await TestHost.StartAsync(
            configure: builder => builder.WithTracing(tracing => tracing.AddOtlpExporter(otlp =>
            {
                otlp.Endpoint = new Uri(receiver.HttpEndpoint, "v1/traces");
                otlp.Protocol = OpenTelemetry.Exporter.OtlpExportProtocol.HttpProtobuf;
            })),
            settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.HttpEndpoint.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]))
        {
            Activity.Current = null;
            TakumiTelemetry.TraceOperation("own-otlp", static void (_) => { });
            host.Services.FlushTelemetry();
            await receiver.WaitUntilAsync(it => it.Spans.Any(span => span.Name == "own-otlp"), TestContext.Current.CancellationToken);
        }

        receiver.Spans.Where(span => span.Name == "own-otlp").ShouldHaveSingleItem();
        receiver.Exports.Select(export => export.Path).Distinct().ShouldBe(["/v1/traces"]);
    }

    [Fact]
    public async Task Two_hosts_in_one_process_see_the_same_sources_once_each_and_stop_apart()
    {
        await using var first = await TestHost.StartAsync(options: options => options.ServiceName = "first");
        await using var second = await TestHost.StartAsync(options: options => options.ServiceName = "second");
        Activity.Current = null;
        var both = TakumiTelemetry.TraceOperation("both", static span => span.Activity!.TraceId);
        first.Spans.Of(both).ShouldHaveSingleItem();
        second.Spans.Of(both).ShouldHaveSingleItem();

        await first.StopAsync();
        Activity.Current = null;
        var one = TakumiTelemetry.TraceOperation("one", static span => span.Activity!.TraceId);

        first.Spans.Of(one).ShouldBeEmpty();
        second.Spans.Of(one).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Sources_and_meters_that_are_named_are_collected()
    {
        using var source = new ActivitySource("Shop." + Guid.NewGuid());
        var metrics = new List<Metric>();
        await using var host = await TestHost.StartAsync(
            options: options => options.Sources.Add("Shop.*"),
            configure: builder => builder.WithMetrics(reader => reader.AddReader(new BaseExportingMetricReader(new Collecting(metrics)))),
            settings: ("Observability:Meters", "Shop.*"));
        using var meter = new System.Diagnostics.Metrics.Meter(source.Name);
        meter.CreateCounter<long>("shop.sales").Add(1);

        Activity.Current = null;
        using (var span = source.StartActivity("sell"))
            span.ShouldNotBeNull();
        host.Get<MeterProvider>().ForceFlush();

        metrics.Select(metric => metric.Name).ShouldContain("shop.sales");
    }

    [Fact]
    public async Task A_switch_turns_a_signal_off()
    {
        await using var host = await TestHost.StartAsync(settings: ("ENABLE_TRACING", "false"));
        Activity.Current = null;
        var id = "never-" + Guid.NewGuid();
        TakumiTelemetry.TraceOperation(id, static void (_) => { });

        host.Spans.Of(span => span.DisplayName == id).ShouldBeEmpty();
    }

    private sealed class Collecting(List<Metric> metrics) : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
                metrics.Add(metric);
            return ExportResult.Success;
        }
    }
}
