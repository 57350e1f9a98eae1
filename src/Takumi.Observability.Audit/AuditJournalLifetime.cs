using Microsoft.Extensions.Hosting;

namespace Takumi.Observability;

/// <summary>Opens the journals before any service of the application starts, so that one that must not be written stops the start, and closes them after the last has stopped.</summary>
internal sealed class AuditJournalLifetime(AuditJournals journals) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var journal in journals.All)
            await journal.StartAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.WhenAll(journals.All.Select(journal => journal.StopAsync(cancellationToken)));
}
