using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Takumi.Observability.Exposition.Listening;

namespace Takumi.Observability.Configuration;

/// <summary>Fills the options from section <c>Observability:PrometheusListener</c>, before the delegates of the application run. What can't be read stops the start.</summary>
internal sealed class PrometheusListenerSection(IConfiguration configuration) : IConfigureOptions<PrometheusListenerOptions>
{
    private const string Section = ObservabilityOptions.SectionName + ":PrometheusListener";

    public void Configure(PrometheusListenerOptions options)
    {
        List<string> problems = [];
        var setting = new Setting(configuration.GetSection(Section), problems);
        if (setting.String(nameof(options.Address)) is { } text)
        {
            if (IPAddress.TryParse(text, out var address))
                options.Address = address;
            else
                setting.Refuse(nameof(options.Address), text, "an IP address of this machine");
        }

        options.Port = setting.Whole(nameof(options.Port)) ?? options.Port;
        options.Path = setting.String(nameof(options.Path)) ?? options.Path;
        options.HealthPath = setting.String(nameof(options.HealthPath)) ?? options.HealthPath;
        options.ReadyPath = setting.String(nameof(options.ReadyPath)) ?? options.ReadyPath;
        options.MaxConnections = setting.Whole(nameof(options.MaxConnections)) ?? options.MaxConnections;
        options.ClientTimeout = setting.Time(nameof(options.ClientTimeout)) ?? options.ClientTimeout;
        setting.ThrowIfAny<PrometheusListenerOptions>(Section);
    }
}
