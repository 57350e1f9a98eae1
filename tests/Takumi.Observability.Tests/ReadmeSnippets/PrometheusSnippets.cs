using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Takumi.Observability.Exposition;

namespace Takumi.Observability.Tests.ReadmeSnippets;

/// <summary>The C# blocks of the README's section on Prometheus, and a start of what they set up.</summary>
public sealed class PrometheusSnippets
{
    [Fact]
    public async Task What_the_snippets_set_up_starts_and_answers()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        Worker(builder);
        Another(builder);
        Options(builder);
        builder.Services.AddTakumiObservability().AddPrometheusListener(listener =>
        {
            listener.Address = IPAddress.Loopback;
            listener.Port = 0;
        });
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        var (status, body) = await Serve(host.Services.GetRequiredService<ScrapeHandler>(), TestContext.Current.CancellationToken);

        status.ShouldBe(200);
        body.Length.ShouldBeGreaterThan(0);
    }

    private static void Worker(HostApplicationBuilder builder)
    {
        builder.Services.AddTakumiObservability().AddPrometheusListener();
    }

    private static void Another(HostApplicationBuilder builder)
    {
        builder.Services.AddTakumiObservability().AddPrometheusListener(listener =>
        {
            listener.Address = IPAddress.Any;      // only where nobody but the scraper gets through
            listener.Port = 9100;
        });
    }

    private static void Options(HostApplicationBuilder builder)
    {
        builder.Services.AddTakumiObservability().AddPrometheusExposition(exposition =>
        {
            exposition.ScopeLabels = true;                      // otel_scope_name, _version … on every series
            exposition.CreatedSeries = true;                    // _created samples in OpenMetrics
            exposition.Utf8Names = true;                        // dotted names for scrapers that ask for them
            exposition.ExemplarAttributes.Add("order.id");      // an attribute that a view dropped, in exemplars, masked
            exposition.ScrapeTimeout = TimeSpan.FromSeconds(5); // for scrapers that don't say how long they wait
        });
    }

    private static async Task<(int Status, Stream Body)> Serve(ScrapeHandler handler, CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        using var response = await handler.ScrapeAsync(new ScrapeRequest("GET") { Accept = "text/plain" }, cancellationToken);
        // response.StatusCode, response.Headers and response.ContentLength go first
        await response.WriteBodyAsync(body, cancellationToken);
        return (response.StatusCode, body);
    }
}
