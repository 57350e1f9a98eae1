using Microsoft.Extensions.Hosting;

namespace Takumi.Observability.Weaving.Tests.Shapes;

/// <summary>Called by the framework alone.</summary>
internal sealed class Worker : BackgroundService
{
    [TraceOperation("shape")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken) => await Task.Yield();
}
