using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Takumi.Observability.Auditing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>One shipper with connections of its own, as one process would have.</summary>
internal sealed class ShipperSession : IAsyncDisposable
{
    private readonly AuditDatabase _database;
    private readonly LoggerFactory _loggers;

    public ShipperSession(AuditTables tables, IAuditLineSource lines, TimeProvider? time = null)
    {
        var options = new AuditPostgresOptions { ConnectionString = tables.Application, BatchInterval = TimeSpan.Zero };
        _loggers = new LoggerFactory([Logs]);
        _database = new AuditDatabase(Options.Create(options), _loggers);
        Shipper = new AuditShipper(lines, _database, Shipped, options, time ?? TimeProvider.System, _loggers.CreateLogger("shipper"));
    }

    public AuditShipper Shipper { get; }

    public ShippedCounts Shipped { get; } = new();

    public CapturingLoggerProvider Logs { get; } = new();

    public void Start() => Shipper.Start();

    /// <summary>Waits for all that is there, without a limit but the test's own.</summary>
    public Task StopAsync() => Shipper.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Shipper.DisposeAsync();
        await _database.DisposeAsync();
        _loggers.Dispose();
    }
}
