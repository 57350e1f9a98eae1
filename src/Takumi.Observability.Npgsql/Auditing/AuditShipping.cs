using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Auditing;

/// <summary>
/// Ships every log of the host from its start to its end. Registered before all other services of the host, so that it stops after them: by then the
/// journals have written their last records.
/// </summary>
internal sealed class AuditShipping(
    IEnumerable<IAuditLineSource> sources, AuditDatabase database, ShippedCounts shipped, IOptions<AuditPostgresOptions> options, TimeProvider time, ILoggerFactory loggers)
    : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger("Takumi.Observability.Audit.Postgres");
    private List<AuditShipper> _shippers = [];

    /// <summary>One for each log.</summary>
    public IReadOnlyList<AuditShipper> Shippers => _shippers;

    /// <exception cref="InvalidOperationException">There is nothing to ship.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _shippers = [.. sources.Select(source => new AuditShipper(source, database, shipped, options.Value, time, _logger))];
        if (_shippers.Count == 0)
            throw new InvalidOperationException("AddAuditPostgres ships a journal, and none is registered; allowed: AddAuditJournal beside it, or AddAuditPostgresSink, which writes to PostgreSQL alone.");
        _shippers.ForEach(shipper => shipper.Start());
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.ShutdownPatience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await Task.WhenAll(_shippers.Select(shipper => shipper.StopAsync(both.Token))).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shipper in _shippers)
            await shipper.DisposeAsync().ConfigureAwait(false);
        _shippers = [];
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
