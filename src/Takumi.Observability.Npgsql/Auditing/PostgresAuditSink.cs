using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Auditing;

/// <summary>Writes audit records to PostgreSQL alone: an awaited record is one committed insert, the others go through a bounded queue.</summary>
internal sealed class PostgresAuditSink : IAuditSink, IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private readonly DirectWriter _writer;
    private readonly DirectQueue _queue;
    private readonly AuditPostgresOptions _options;
    private readonly TimeProvider _time;

    public PostgresAuditSink(AuditDatabase database, IOptions<AuditPostgresOptions> options, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options.Value;
        _time = time;
        _writer = new DirectWriter(database);
        _queue = new DirectQueue(_writer, _options.QueueCapacity, time, loggers.CreateLogger("Takumi.Observability.Audit.Postgres"));
        _queue.Start();
    }

    public async ValueTask<AuditPosition> WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        using var mute = TakumiTelemetry.Mute();
        var sequence = await _writer.InsertAsync(record, cancellationToken).ConfigureAwait(false);
        return new AuditPosition(DirectInsert.LogOf(record), sequence, ReadOnlyMemory<byte>.Empty);
    }

    public bool TryWrite(AuditRecord record) => _queue.TryAdd(record);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.ShutdownPatience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await _queue.StopAsync(both.Token).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
