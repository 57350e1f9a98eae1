using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Takumi.Observability.Exposition;

namespace Takumi.Observability.Tests.Exposition;

/// <summary>The exposition among other settings: the variable, the application's own, a second call.</summary>
public sealed class CompositionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, false, true)]
    [InlineData("", false, true)]
    [InlineData("always_off", false, false)]
    [InlineData("trace_based", false, true)]
    [InlineData(null, true, false)]
    public async Task Exemplars_are_on_unless_the_variable_or_the_application_says_otherwise(string? variable, bool offByApplication, bool expected)
    {
        using var meter = new Meter("Exposition.Tests.Composition");
        using var host = await StartAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("OTEL_METRICS_EXEMPLAR_FILTER", variable)]);

            // Before our line, which still must not win.
            if (offByApplication)
                builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.SetExemplarFilter(ExemplarFilterType.AlwaysOff));
            builder.Services.AddTakumiObservability(o => o.Meters.Add(meter.Name)).AddPrometheusExposition();
        });
        using (var activity = new Activity("test") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start())
            meter.CreateCounter<long>("c").Add(1);

        (await ScrapeAsync(host, "application/openmetrics-text")).Contains("# {trace_id=", StringComparison.Ordinal).ShouldBe(expected);
    }

    [Fact]
    public async Task Several_calls_give_one_reader_and_every_configuration_applies()
    {
        using var meter = new Meter("Exposition.Tests.Composition.Twice");
        using var host = await StartAsync(builder => builder.Services.AddTakumiObservability(o => o.Meters.Add(meter.Name))
            .AddPrometheusExposition(o => o.ScopeLabels = true)
            .AddPrometheusListener(o => o.Port = 0)
            .AddPrometheusListener()
            .AddPrometheusExposition(o => o.CreatedSeries = true));
        var collections = 0;
        meter.CreateObservableCounter("c", () => ++collections);

        var text = await ScrapeAsync(host, "application/openmetrics-text");

        text.ShouldContain("c_total{otel_scope_name=\"Exposition.Tests.Composition.Twice\"} 1\nc_created{");
        collections.ShouldBe(1);
        host.Services.GetServices<IHostedService>().Count(service => service is Takumi.Observability.Exposition.Listening.ScrapeListener).ShouldBe(1);
    }

    [Fact]
    public async Task Metrics_that_are_switched_off_are_not_available()
    {
        using var host = await StartAsync(builder => builder.Services.AddTakumiObservability(o => o.Metrics = false).AddPrometheusExposition());

        using var response = await host.Services.GetRequiredService<ScrapeHandler>().ScrapeAsync(new ScrapeRequest("GET"), Cancelled);

        response.StatusCode.ShouldBe(503);
    }

    [Fact]
    public async Task An_option_that_cannot_be_used_stops_the_start()
    {
        var exception = await Should.ThrowAsync<OptionsValidationException>(() =>
            StartAsync(builder => builder.Services.AddTakumiObservability().AddPrometheusExposition(o => o.ScrapeTimeout = TimeSpan.Zero)));

        exception.Message.ShouldBe("PrometheusOptions.ScrapeTimeout is '00:00:00'; allowed: more than zero and at most one hour.");
    }

    [Fact]
    public async Task Any_builder_of_OpenTelemetry_can_be_extended()
    {
        using var meter = new Meter("Exposition.Tests.Composition.Plain");
        using var host = await StartAsync(builder =>
        {
            var plain = new PlainBuilder(builder.Services);
            plain.AddPrometheusExposition().ShouldBeSameAs(plain);
            plain.WithMetrics(metrics => metrics.AddMeter(meter.Name));
        });
        var handler = host.Services.GetRequiredService<ScrapeHandler>();
        meter.CreateCounter<long>("c").Add(1);

        using var response = await handler.ScrapeAsync(new ScrapeRequest("GET"), Cancelled);

        System.Text.Encoding.UTF8.GetString(await MeteredProvider.BodyOf(response)).ShouldEndWith("# TYPE c_total counter\nc_total 1\n");
    }

    private static async Task<IHost> StartAsync(Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);

        // A machine under load answers late, but it answers.
        builder.Configuration.AddInMemoryCollection([new("Observability:Prometheus:ScrapeTimeout", "01:00:00")]);
        configure(builder);
        var host = builder.Build();
        await host.StartAsync(Cancelled);
        return host;
    }

    private static async Task<string> ScrapeAsync(IHost host, string accept)
    {
        using var response = await host.Services.GetRequiredService<ScrapeHandler>().ScrapeAsync(new ScrapeRequest("GET") { Accept = accept }, Cancelled);
        response.StatusCode.ShouldBe(200);
        return System.Text.Encoding.UTF8.GetString(await MeteredProvider.BodyOf(response));
    }

    private sealed class PlainBuilder(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services { get; } = services;
    }
}
