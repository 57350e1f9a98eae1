using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Exposition.Listening;

namespace Takumi.Observability.Tests.Exposition;

/// <summary>A worker that serves its metrics on a free port.</summary>
internal static class ListenerHost
{
    public static async Task<IHost> StartAsync(string meter, Action<PrometheusListenerOptions>? configure = null, ILoggerProvider? logs = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        if (logs is not null)
            builder.Logging.AddProvider(logs);

        // A machine under load answers late, but it answers.
        builder.Configuration.AddInMemoryCollection([new("Observability:Prometheus:ScrapeTimeout", "01:00:00"), new("Observability:PrometheusListener:ClientTimeout", "01:00:00")]);
        builder.Services.AddTakumiObservability(o => o.Meters.Add(meter)).AddPrometheusListener(o =>
        {
            o.Port = 0;
            configure?.Invoke(o);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            return host;
        }
        catch
        {
            // A host that was never disposed would go on observing the process's errors beside every other test.
            host.Dispose();
            throw;
        }
    }

    public static ScrapeListener Listener(IHost host) => host.Services.GetRequiredService<ScrapeListener>();
}
