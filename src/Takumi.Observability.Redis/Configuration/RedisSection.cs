using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Configuration;

/// <summary>Fills the options from section <c>Observability:Redis</c>, before the delegates of the application run. What can't be read stops the start.</summary>
internal sealed class RedisSection(IConfiguration configuration) : IConfigureOptions<RedisObservabilityOptions>
{
    private const string Section = ObservabilityOptions.SectionName + ":Redis";

    public void Configure(RedisObservabilityOptions options)
    {
        var setting = new Setting(configuration.GetSection(Section), []);
        options.Readiness = setting.Bool(nameof(options.Readiness)) ?? options.Readiness;
        options.ReadinessTimeout = setting.Time(nameof(options.ReadinessTimeout)) ?? options.ReadinessTimeout;
        setting.ThrowIfAny<RedisObservabilityOptions>(Section);
    }
}
