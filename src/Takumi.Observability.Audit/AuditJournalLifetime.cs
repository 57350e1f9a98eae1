using Microsoft.Extensions.Hosting;

namespace Takumi.Observability;

/// <summary>Opens the journal before any service of the application starts, so that one that must not be written stops the start, and closes it after the last has stopped.</summary>
internal sealed class AuditJournalLifetime(AuditJournal journal) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => journal.StartAsync().WaitAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => journal.StopAsync(cancellationToken);
}
