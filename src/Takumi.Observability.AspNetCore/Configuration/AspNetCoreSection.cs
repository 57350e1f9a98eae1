using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Configuration;

/// <summary>Fills the options from section <c>Observability:AspNetCore</c>, before the delegates of the application run. What can't be read stops the start.</summary>
internal sealed class AspNetCoreSection(IConfiguration configuration) : IConfigureOptions<AspNetCoreOptions>
{
    private const string Section = ObservabilityOptions.SectionName + ":AspNetCore";

    public void Configure(AspNetCoreOptions options)
    {
        var setting = new Setting(configuration.GetSection(Section), []);
        options.HttpMetrics = setting.OneOf(
            nameof(options.HttpMetrics), ("Both", HttpMetrics.Both), ("Catalogue", HttpMetrics.Catalogue), ("Framework", HttpMetrics.Framework)) ?? options.HttpMetrics;
        options.CaptureUrlQuery = setting.Bool(nameof(options.CaptureUrlQuery)) ?? options.CaptureUrlQuery;
        setting.ThrowIfAny<AspNetCoreOptions>(Section);
    }
}
