using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Auditing;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>A service with a journal that is shipped to Postgres. Disposing it stops the service; the journal stays for the next one.</summary>
internal sealed class AuditHost : IAsyncDisposable
{
    private readonly IHost _host;

    private AuditHost(IHost host, CapturingLoggerProvider logs, string directory)
    {
        _host = host;
        Logs = logs;
        Directory = directory;
    }

    public CapturingLoggerProvider Logs { get; }

    public string Directory { get; }

    public IServiceProvider Services => _host.Services;

    public IAuditLog Audit => Services.GetRequiredService<IAuditLog>();

    public IAuditLineSource Lines => Services.GetRequiredService<IAuditLineSource>();

    public IAuditCopy Copy => Services.GetRequiredService<IAuditCopy>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<AuditHost> StartAsync(PrivateFolder folder, string connectionString, Action<AuditPostgresOptions>? configure = null) =>
        StartAsync(folder, builder => builder.AddAuditJournal(folder.Combine("audit"), options => options.CheckpointInterval = TimeSpan.FromMilliseconds(100)).AddAuditPostgres(connectionString, options =>
        {
            options.BatchInterval = TimeSpan.Zero;
            configure?.Invoke(options);
        }));

    public static async Task<AuditHost> StartAsync(PrivateFolder folder, Action<TakumiObservabilityBuilder> add)
    {
        var logs = new CapturingLoggerProvider();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = folder.Path });
        builder.Logging.AddProvider(logs);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(1));
        add(builder.Services.AddTakumiObservability(options => (options.ServiceName, options.Environment) = ("takumi-backend", "Development")));
        var host = new AuditHost(builder.Build(), logs, folder.Combine("audit"));
        try
        {
            await host._host.StartAsync(Cancellation);
            return host;
        }
        catch
        {
            host._host.Dispose();
            throw;
        }
    }

    public Task RecordAsync(string name, decimal? amount = null) => RecordAsync(new AuditEvent { Event = name, Resource = "profile", Action = "view", Result = AuditResult.Success, Amount = amount });

    public Task RecordAsync(AuditEvent auditEvent) => Audit.RecordAsync(auditEvent, Cancellation).AsTask();

    /// <summary>Returns when all lines that are durable now are in Postgres.</summary>
    public async Task ShippedAsync()
    {
        var origin = await Lines.GetOriginAsync(Cancellation);
        var durable = Lines.DurableCount;
        await Poll.UntilAsync(() => Copy.CountOf(origin) >= durable, () => $"{durable} records in Postgres; there are {Copy.CountOf(origin)}", Cancellation);
    }

    /// <summary>The lines of the journal, as they stand in its segments.</summary>
    public List<(long Sequence, string Line)> Stored() =>
        [.. System.IO.Directory.GetFiles(Path.Join(Directory, "segments"), "*.jsonl").Order().SelectMany(File.ReadLines).Select((line, index) => ((long)index, line))];

    public async Task StopAsync() => await _host.StopAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
