using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Commands;

namespace Takumi.Observability.Multiplexers;

/// <summary>Looks at the start for multiplexers that nothing else would observe, in the background: a server that is away must not hold the start up. Drains after the last service has stopped.</summary>
internal sealed partial class RedisTelemetryLifetime(
    RegisteredMultiplexers registered, ObservedMultiplexers observed, CommandCollector collector, IServiceProvider services, ILogger<RedisTelemetryLifetime> logger) : IHostedLifecycleService
{
    /// <summary>Ends when the look is over.</summary>
    internal Task Discovery { get; private set; } = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Discovery = Task.Run(Discover, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        collector.Drain();
        return Task.CompletedTask;
    }

    private void Discover()
    {
        try
        {
            foreach (var multiplexer in registered.Resolve(services, isWrapped: false))
                observed.Observe(multiplexer);
        }
        catch (Exception exception)
        {
            // The application's own factory: whoever asks for the multiplexer will hear of it. Ours is only what is not seen until then.
            NotCreated(logger, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A Redis multiplexer could not be created at the start. It leaves no telemetry until a readiness check has got it; registered before AddRedis() it would be observed when the application gets it.")]
    private static partial void NotCreated(ILogger logger, Exception exception);
}
