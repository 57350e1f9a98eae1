using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Takumi.Observability.Exposition;

namespace Takumi.Observability.Configuration;

/// <summary>Fills the options from section <c>Observability:Prometheus</c>, before the delegates of the application run. What can't be read stops the start.</summary>
internal sealed class PrometheusSection(IConfiguration configuration) : IConfigureOptions<PrometheusOptions>
{
    private const string Section = ObservabilityOptions.SectionName + ":Prometheus";

    public void Configure(PrometheusOptions options)
    {
        List<string> problems = [];
        var setting = new Setting(configuration.GetSection(Section), problems);
        options.ScopeLabels = setting.Bool(nameof(options.ScopeLabels)) ?? options.ScopeLabels;
        options.CreatedSeries = setting.Bool(nameof(options.CreatedSeries)) ?? options.CreatedSeries;
        options.Utf8Names = setting.Bool(nameof(options.Utf8Names)) ?? options.Utf8Names;
        options.ExemplarAttributes.UnionWith(setting.List(nameof(options.ExemplarAttributes)));
        options.ScrapeTimeout = setting.Time(nameof(options.ScrapeTimeout)) ?? options.ScrapeTimeout;
        setting.ThrowIfAny<PrometheusOptions>(Section);
    }
}
