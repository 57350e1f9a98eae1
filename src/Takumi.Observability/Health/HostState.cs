using Microsoft.Extensions.Hosting;

namespace Takumi.Observability.Health;

/// <summary>Whether the host runs. Without a host there is nothing to wait for.</summary>
internal sealed class HostState(IHostApplicationLifetime? lifetime = null)
{
    /// <summary>Why no traffic should come yet, or any more; null while the host runs.</summary>
    public string? Obstacle => lifetime switch
    {
        null => null,
        { ApplicationStopping.IsCancellationRequested: true } => "The host is stopping.",
        { ApplicationStarted.IsCancellationRequested: false } => "The host is starting.",
        _ => null,
    };
}
