using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Takumi.Observability.AspNetCore.Tests.Fixtures;

namespace Takumi.Observability.AspNetCore.Tests;

/// <summary>Over a whole host, with everything sampled: a probe leaves nothing behind, whatever its checks do.</summary>
[Collection(nameof(ProcessWide))]
public sealed class ProbeSilenceTests
{
    [Theory]
    [InlineData("parentbased_always_on")]
    [InlineData("always_on")]
    public async Task A_readiness_probe_leaves_not_one_span_and_not_one_measurement_of_ours_or_of_a_request_s_duration(string sampler)
    {
        await using var upstream = await WebService.StartAsync(app => app.MapGet("/status", () => "ok").MuteTelemetry());
        await using var service = await WebService.StartAsync(
            app => app.MapTakumiObservability(),
            (builder, observability) =>
            {
                builder.Services.Configure<ObservabilityOptions>(options => options.Sampler = sampler);
                builder.Services.AddHealthChecks().AddCheck("everything", new BusyCheck(upstream.Address)).AddCryptoSelfTest();
                observability.WithTracing(tracing => tracing.AddSource(BusyCheck.Foreign.Name));
            });
        var spans = new ConcurrentQueue<string>();
        using var listener = Listen(spans);
        using var measurements = new MeasurementsOfAll(TakumiTelemetry.MeterName, "Microsoft.AspNetCore.Hosting", BusyMetrics.MeterName);

        var (response, trace) = await service.SendAsync(HttpMethod.Get, "/ready");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"everything\":{\"status\":\"healthy\"");
        // The next request on the connection is begun when the one before it is over and done with.
        await service.SendAsync(HttpMethod.Get, "/health");
        await service.SendAsync(HttpMethod.Get, "/health");

        service.Spans.Of(trace).ShouldBeEmpty();
        spans.ShouldBeEmpty();
        measurements.Lines.Where(line => !line.StartsWith("http.server.active_requests ")).ShouldBeEmpty();
    }

    // Exactly what an exporter would get: an activity that has ended as recorded.
    private static ActivityListener Listen(ConcurrentQueue<string> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            ActivityStopped = activity =>
            {
                if (activity.Recorded)
                    spans.Enqueue(activity.DisplayName);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>Does what checks do: calls, measures, traces, by our means and by others'.</summary>
    private sealed class BusyCheck(Uri upstream) : IHealthCheck
    {
        public static readonly ActivitySource Foreign = new("Takumi.Tests.Foreign");

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await TakumiTelemetry.TraceWorkflow("probe", async _ =>
            {
                using var client = new HttpClient { BaseAddress = upstream };
                (await client.GetStringAsync("/status", cancellationToken)).ShouldBe("ok");
                using var foreign = Foreign.StartActivity("SELECT");
                TakumiTelemetry.TraceContractCall("Probe", "ping", call => call.StartPhase(ContractPhase.Simulate).Dispose(), new SpanOptions { Critical = true });
                DatabaseMetrics.QueryDuration("select", "probe", TimeSpan.FromSeconds(1));
                StellarMetrics.TransactionSubmitted("probe", TransactionStatus.Success, TimeSpan.FromSeconds(1));
                BusyMetrics.Probed();
            });
            return HealthCheckResult.Healthy();
        }
    }

    private sealed class MeasurementsOfAll : IDisposable
    {
        private readonly MeterListener _listener = new();

        public MeasurementsOfAll(params string[] meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (meters.Contains(instrument.Meter.Name) && !instrument.IsObservable)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Lines.Enqueue($"{instrument.Name} {value}"));
            _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Lines.Enqueue($"{instrument.Name} {value}"));
            _listener.Start();
        }

        public ConcurrentQueue<string> Lines { get; } = new();

        public void Dispose() => _listener.Dispose();
    }
}
