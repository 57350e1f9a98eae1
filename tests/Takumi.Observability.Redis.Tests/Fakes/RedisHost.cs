using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Takumi.Observability.Commands;
using Takumi.Observability.Diagnosis;
using Takumi.Observability.Multiplexers;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Redis.Tests.Fakes;

/// <summary>A host as an application would build it, whose profiled commands complete when the test says so, and whose exported spans and logs are kept.</summary>
public sealed class RedisHost : IAsyncDisposable
{
    private readonly IHost _host;

    private RedisHost(IHost host, FakeProfiler profiler, CapturingLoggerProvider logs, Exporter exporter)
    {
        _host = host;
        Profiler = profiler;
        Logs = logs;
        Exported = exporter.Spans;
    }

    public IServiceProvider Services => _host.Services;

    public FakeProfiler Profiler { get; }

    public CapturingLoggerProvider Logs { get; }

    /// <summary>In the order of export. The catalogue's source is static: ask for one trace.</summary>
    public ConcurrentQueue<Activity> Exported { get; }

    /// <param name="before">Registrations before <c>AddRedis()</c>.</param>
    /// <param name="after">Registrations after it.</param>
    /// <param name="configure">The options. Default: a readiness check that no load can make late.</param>
    /// <param name="settings">Configuration.</param>
    public static async Task<RedisHost> StartAsync(
        Action<IServiceCollection>? before = null,
        Action<IServiceCollection>? after = null,
        Action<RedisObservabilityOptions>? configure = null,
        params (string Key, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
        var logs = new CapturingLoggerProvider();
        builder.Logging.AddProvider(logs);
        before?.Invoke(builder.Services);
        var exporter = new Exporter();
        var profiler = new FakeProfiler();
        var observability = builder.Services.AddTakumiObservability().AddRedis(configure ?? (static redis => redis.ReadinessTimeout = TimeSpan.FromMinutes(10)));
        observability.WithTracing(tracing => tracing.AddProcessor(new SimpleActivityExportProcessor(exporter)));
        builder.Services.AddSingleton(provider => new CommandCollector(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<LossReport>(), profiler.Take, CommandCollector.DefaultCapacity));
        after?.Invoke(builder.Services);
        var started = new RedisHost(builder.Build(), profiler, logs, exporter);
        try
        {
            await started._host.StartAsync(TestContext.Current.CancellationToken);
            await started.Get<RedisTelemetryLifetime>().Discovery;
            return started;
        }
        catch
        {
            await ((IAsyncDisposable)started._host).DisposeAsync();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>What the client does for a command, from the profiler's slot to completion. False: nobody wanted to see it.</summary>
    public bool Execute(FakeMultiplexer multiplexer, string command)
    {
        var session = multiplexer.Profiler?.Invoke();
        if (session is not null)
            Profiler.Complete(session, new FakeCommand(command));
        return session is not null;
    }

    public IReadOnlyList<string> Of(ActivityTraceId trace) => [.. Exported.Where(span => span.TraceId == trace).Select(span => span.DisplayName)];

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

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
