using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Tests.Hosting;

/// <summary>A host as an application would build it, without the defaults that read this machine; its logs and its spans are captured.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly IHost _host;

    private TestHost(IHost host, CapturingLoggerProvider logs, SpanCapture spans)
    {
        _host = host;
        Logs = logs;
        Spans = spans;
    }

    public CapturingLoggerProvider Logs { get; }

    /// <summary>What reached the exporters.</summary>
    public SpanCapture Spans { get; }

    public IServiceProvider Services => _host.Services;

    public static async Task<TestHost> StartAsync(
        Action<TakumiObservabilityBuilder>? configure = null,
        Action<ObservabilityOptions>? options = null,
        Action<IServiceCollection>? before = null,
        params (string Key, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = "Development" });
        // An export on a busy machine takes as long as it takes.
        builder.Configuration.AddInMemoryCollection([new("OTEL_EXPORTER_OTLP_TIMEOUT", "600000")]);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
        var logs = new CapturingLoggerProvider();
        builder.Logging.AddProvider(logs);
        before?.Invoke(builder.Services);
        var observability = builder.Services.AddTakumiObservability(options ?? (static _ => { }));
        configure?.Invoke(observability);
        var spans = new SpanCapture();
        observability.WithTracing(tracing => tracing.AddProcessor(spans));
        var host = builder.Build();
        var started = new TestHost(host, logs, spans);
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public ILogger Logger(string category) => Get<ILoggerFactory>().CreateLogger(category);

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
