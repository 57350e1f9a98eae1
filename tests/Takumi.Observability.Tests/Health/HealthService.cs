using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Health;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Tests.Health;

/// <summary>A worker with health checks, whose clock stands still.</summary>
internal sealed class HealthService : IAsyncDisposable
{
    private readonly IHost _host;

    private HealthService(IHost host, ManualTimeProvider time, CapturingLoggerProvider logs)
    {
        _host = host;
        Time = time;
        Logs = logs;
        Handler = host.Services.GetRequiredService<HealthHandler>();
    }

    public ManualTimeProvider Time { get; }

    public CapturingLoggerProvider Logs { get; }

    public HealthHandler Handler { get; }

    public IHost Host => _host;

    public static async Task<HealthService> StartAsync(Action<IHealthChecksBuilder> checks, Action<HealthOptions>? configure = null)
    {
        var service = Build(checks, configure);
        try
        {
            await service._host.StartAsync(TestContext.Current.CancellationToken);
            return service;
        }
        catch
        {
            service._host.Dispose();
            throw;
        }
    }

    public static HealthService Build(Action<IHealthChecksBuilder> checks, Action<HealthOptions>? configure = null)
    {
        var time = new ManualTimeProvider();
        var logs = new CapturingLoggerProvider();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(logs);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddTakumiObservability(options =>
        {
            options.ServiceVersion = "1.4.0";
            configure?.Invoke(options.Health);
        });
        checks(builder.Services.AddHealthChecks());
        return new HealthService(builder.Build(), time, logs);
    }

    public Task<HealthResponse> AskAsync(HealthProbe probe = HealthProbe.Readiness) => Handler.AnswerAsync(probe, TestContext.Current.CancellationToken);

    /// <summary>
    /// Asks until a new run has begun, of a check that hangs: when the program or the peer of the run before it is gone, the run itself may still have a step to go, and until then its answer stands.
    /// </summary>
    public Task BeginAsync() => Poll.UntilAsync(() => !AskAsync().IsCompleted, () => "a new run", TestContext.Current.CancellationToken);

    public async Task<string> JsonAsync(HealthProbe probe = HealthProbe.Readiness) => Encoding.UTF8.GetString((await AskAsync(probe)).Body.Span);

    /// <summary>What the health checks logged, as <c>Error: text</c>.</summary>
    public IEnumerable<string> Told => Logs.Logs.Where(log => log.Category == "Takumi.Observability.Health").Select(log => $"{log.Level}: {log.Message}");

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
