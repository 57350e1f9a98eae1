using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Takumi.Observability.Diagnosis;
using Takumi.Observability.Otlp;
using Takumi.Observability.Propagation;

namespace Takumi.Observability.Hosting;

/// <summary>
/// Starts the providers before any service of the application starts, and stops them after the last has stopped. Options are read here for the first time,
/// so a configuration that can't be used stops the start.
/// </summary>
internal sealed class TelemetryLifetime(IServiceProvider services, IOptions<ObservabilityOptions> options, ExportAbort abort) : IHostedLifecycleService
{
    /// <summary>
    /// Room for the last exports. A collector that accepts and never answers would hold the process for its own timeout, so what is under way is cut off before
    /// this time is over: stop and dispose together stay below five seconds.
    /// </summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var value = options.Value;
        services.GetRequiredService<Propagators>().Use(value.Propagators);
        services.GetRequiredService<SdkLosses>();
        services.GetRequiredService<HostErrorObserver>();
        services.GetRequiredService<CardinalityWarnings>();
        if (value.Metrics)
        {
            services.GetRequiredService<ProcessMetrics>();
            services.GetService<MeterProvider>();
        }

        if (value.Tracing)
            services.GetService<TracerProvider>();
        if (value.Logs)
            services.GetService<LoggerProvider>();
        foreach (var check in services.GetServices<IStartupCheck>())
            check.Run();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The three signals leave side by side, each on a thread of its own: the SDK's shutdown blocks.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        var value = options.Value;
        abort.CancelAfter(Grace - TimeSpan.FromMilliseconds(500));
        var milliseconds = (int)Grace.TotalMilliseconds;
        List<Task> signals = [];
        if (value.Tracing && services.GetService<TracerProvider>() is { } tracer)
            signals.Add(Task.Run(() => tracer.Shutdown(milliseconds), CancellationToken.None));
        if (value.Metrics && services.GetService<MeterProvider>() is { } meter)
            signals.Add(Task.Run(() => meter.Shutdown(milliseconds), CancellationToken.None));
        if (value.Logs && services.GetService<LoggerProvider>() is { } logger)
            signals.Add(Task.Run(() => logger.Shutdown(milliseconds), CancellationToken.None));
        await Task.WhenAll(signals).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
