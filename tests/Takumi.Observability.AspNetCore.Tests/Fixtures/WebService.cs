using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.AspNetCore.Tests.Fixtures;

/// <summary>A real service on a free loopback port, observed by the one line, with an exporter and a logger that keep everything.</summary>
public sealed class WebService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebService(WebApplication app, SpanCapture spans, CapturingLoggerProvider logs)
    {
        _app = app;
        Spans = spans;
        Logs = logs;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ActivityHeadersPropagator = null }) { BaseAddress = Address };
    }

    public SpanCapture Spans { get; }

    public CapturingLoggerProvider Logs { get; }

    public MeasurementLog Measurements { get; } = new(TakumiTelemetry.MeterName, "Microsoft.AspNetCore.Hosting");

    public Uri Address { get; }

    /// <summary>Follows no redirect and adds no trace context of its own.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<WebService> StartAsync(Action<WebApplication> map, Action<WebApplicationBuilder, TakumiObservabilityBuilder>? configure = null)
    {
        var spans = new SpanCapture();
        var logs = new CapturingLoggerProvider();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(logs);
        var observability = builder.AddTakumiObservability(options => options.SampleRatio = 1);
        observability.WithTracing(tracing => tracing.AddProcessor(spans));
        configure?.Invoke(builder, observability);

        var app = builder.Build();
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new WebService(app, spans, logs);
    }

    /// <summary>Sends a request under a new, sampled trace.</summary>
    public async Task<(HttpResponseMessage Response, ActivityTraceId Trace)> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? change = null)
    {
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("traceparent", ParentOf(trace));
        change?.Invoke(request);
        var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response, trace);
    }

    /// <summary>Sends a request and waits until the server is done with it, so that its span and its measurements, in ordinal order, are there.</summary>
    public async Task<(Activity Span, IReadOnlyList<string> Measurements)> ObserveAsync(HttpMethod method, string path, Action<HttpRequestMessage>? change = null)
    {
        var (response, trace) = await SendAsync(method, path, change);
        response.Dispose();
        var span = await Spans.ServerSpanAsync(trace);
        return (span, [.. Measurements.Of(trace).Order(StringComparer.Ordinal)]);
    }

    public Task<(Activity Span, IReadOnlyList<string> Measurements)> ObserveAsync(string path) => ObserveAsync(HttpMethod.Get, path);

    public static string ParentOf(ActivityTraceId trace) => $"00-{trace}-{ActivitySpanId.CreateRandom()}-01";

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Measurements.Dispose();
    }
}
