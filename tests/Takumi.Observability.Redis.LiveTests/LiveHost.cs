using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Trace;
using StackExchange.Redis;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Redis.LiveTests;

/// <summary>A host with a multiplexer that is connected to a real server, and what it exported.</summary>
public sealed class LiveHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Exporter _exporter;

    private LiveHost(IHost host, Exporter exporter)
    {
        _host = host;
        _exporter = exporter;
    }

    public IServiceProvider Services => _host.Services;

    public IConnectionMultiplexer Multiplexer => Services.GetRequiredService<IConnectionMultiplexer>();

    public IDatabase Database => Multiplexer.GetDatabase();

    public static Task<LiveHost> StartAsync(RedisServer server, Action<RedisObservabilityOptions>? configure = null) =>
        StartAsync(services => services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(Configuration(server))), configure);

    public static async Task<LiveHost> StartAsync(Action<IServiceCollection> register, Action<RedisObservabilityOptions>? configure = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = "Development" });
        register(builder.Services);
        var exporter = new Exporter();
        builder.Services.AddTakumiObservability().AddRedis(configure ?? (static _ => { }))
            .WithTracing(tracing => tracing.AddProcessor(new SimpleActivityExportProcessor(exporter)));
        var host = builder.Build();
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            return new LiveHost(host, exporter);
        }
        catch
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            throw;
        }
    }

    /// <summary>How a client reaches the server; short waits, because tests take servers away.</summary>
    public static ConfigurationOptions Configuration(RedisServer server) => new()
    {
        EndPoints = { { "127.0.0.1", server.Port } },
        AbortOnConnectFail = false,
        ConnectTimeout = 2000,
        SyncTimeout = 2000,
        AsyncTimeout = 2000,
        HeartbeatInterval = TimeSpan.FromMilliseconds(200),
    };

    /// <summary>The spans of a trace in the order in which they were exported. The sources are static: another test's are there, too.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _exporter.Spans.Where(span => span.TraceId == trace)];

    public IReadOnlyList<string> Names(ActivityTraceId trace) => [.. Of(trace).Select(span => span.DisplayName)];

    /// <summary>A span's name and the port of its server.</summary>
    public IReadOnlyList<(string Name, int? Port)> Ports(ActivityTraceId trace) => [.. Of(trace).Select(span => (span.DisplayName, (int?)span.GetTagItem("server.port")))];

    /// <summary>Does something beneath a span, as a request would.</summary>
    /// <returns>The trace.</returns>
    public static async Task<ActivityTraceId> TraceAsync(Func<Task> action)
    {
        Activity.Current = null;
        using var step = TakumiTelemetry.StartOperation("step");
        await action();
        return step.Activity!.TraceId;
    }

    /// <summary>Drains, and lets go of everything exported so far.</summary>
    /// <returns>How many spans that were.</returns>
    public int Forget()
    {
        Flush();
        var spans = _exporter.Spans.Count;
        _exporter.Spans.Clear();
        return spans;
    }

    /// <summary>Brings everything that has completed to the exporter.</summary>
    public void Flush() => Services.GetRequiredService<TracerProvider>().ForceFlush();

    public async Task<HealthReportEntry> CheckAsync() =>
        (await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["redis"];

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private sealed class Exporter : BaseExporter<Activity>
    {
        public ConcurrentQueue<Activity> Spans { get; } = new();

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
                Spans.Enqueue(span);
            return ExportResult.Success;
        }
    }
}
