using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Muting;

/// <summary>Warns at the start, when the tracer provider is there, of a sampler that is not ours and under which muting can't work.</summary>
internal sealed class MutingCheck(IOptions<ObservabilityOptions> options, ILogger<MutingCheck> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Tracing && !MutingProbe.FollowsTheParent())
        {
            logger.LogWarning(
                "A sampler of this process records spans whose parent is not recorded: requests to muted endpoints (/metrics, /health, /ready) will leave the spans of other libraries beneath them. "
                + "Allowed: any sampler of OTEL_TRACES_SAMPLER, or new ParentBasedSampler(…) around your own.");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
