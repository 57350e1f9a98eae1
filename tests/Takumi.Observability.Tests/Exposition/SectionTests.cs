using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Takumi.Observability.Exposition;
using Takumi.Observability.Exposition.Listening;

namespace Takumi.Observability.Tests.Exposition;

/// <summary>The exposition and its listener, configured by sections as everything else is.</summary>
public class SectionTests
{
    [Fact]
    public void A_listener_is_configured_by_its_section_and_code_wins()
    {
        using var host = Build(
            services => services.AddTakumiObservability().AddPrometheusListener(listener => listener.Port = 9101),
            ("Observability:PrometheusListener:Address", "0.0.0.0"),
            ("Observability:PrometheusListener:Port", "9100"),
            ("Observability:PrometheusListener:Path", "/scrape"),
            ("Observability:PrometheusListener:MaxConnections", "4"),
            ("Observability:PrometheusListener:ClientTimeout", "00:00:02.5"));
        var options = host.Services.GetRequiredService<IOptions<PrometheusListenerOptions>>().Value;

        (options.Address, options.Port, options.Path, options.MaxConnections, options.ClientTimeout)
            .ShouldBe((IPAddress.Any, 9101, "/scrape", 4, TimeSpan.FromSeconds(2.5)));
    }

    [Fact]
    public void The_exposition_is_configured_by_its_section_and_code_wins()
    {
        using var host = Build(
            services => services.AddTakumiObservability().AddPrometheusExposition(exposition => exposition.Utf8Names = false),
            ("Observability:Prometheus:ScopeLabels", "true"),
            ("Observability:Prometheus:CreatedSeries", "1"),
            ("Observability:Prometheus:Utf8Names", "true"),
            ("Observability:Prometheus:ExemplarAttributes:0", "order.id"),
            ("Observability:Prometheus:ScrapeTimeout", "00:00:03"));
        var options = host.Services.GetRequiredService<IOptions<PrometheusOptions>>().Value;

        (options.ScopeLabels, options.CreatedSeries, options.Utf8Names, options.ScrapeTimeout).ShouldBe((true, true, false, TimeSpan.FromSeconds(3)));
        options.ExemplarAttributes.ShouldBe(["order.id"]);
    }

    [Fact]
    public async Task What_cannot_be_read_stops_the_start_all_in_one_message()
    {
        using var host = Build(
            services => services.AddTakumiObservability().AddPrometheusListener(),
            ("Observability:PrometheusListener:Address", "localhost"),
            ("Observability:PrometheusListener:Port", "http"),
            ("Observability:PrometheusListener:MaxConnections", "1.5"),
            ("Observability:PrometheusListener:ClientTimeout", "10"));
        (await Should.ThrowAsync<OptionsValidationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message.ShouldBe(
            "Observability:PrometheusListener:Address is 'localhost'; allowed: an IP address of this machine.; "
            + "Observability:PrometheusListener:Port is 'http'; allowed: a whole number.; "
            + "Observability:PrometheusListener:MaxConnections is '1.5'; allowed: a whole number.; "
            + "Observability:PrometheusListener:ClientTimeout is '10'; allowed: a time such as 00:00:10, or 1.00:00:00 for a day.");
    }

    [Fact]
    public async Task What_cannot_be_used_stops_the_start_all_in_one_message()
    {
        using var host = Build(
            services => services.AddTakumiObservability().AddPrometheusListener(),
            ("Observability:PrometheusListener:Port", "-1"),
            ("Observability:PrometheusListener:MaxConnections", "0"));
        (await Should.ThrowAsync<OptionsValidationException>(host.StartAsync(TestContext.Current.CancellationToken))).Message.ShouldBe(
            "PrometheusListenerOptions.Port is '-1'; allowed: 0 (any free port) to 65535.; PrometheusListenerOptions.MaxConnections is '0'; allowed: 1 to 1000.");
    }

    private static IHost Build(Action<IServiceCollection> add, params (string Key, string Value)[] configuration)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(configuration.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        add(builder.Services);
        return builder.Build();
    }
}
