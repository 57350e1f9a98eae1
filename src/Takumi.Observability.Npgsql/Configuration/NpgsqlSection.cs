using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Configuration;

/// <summary>Fills the options from section <c>Observability:Npgsql</c>, before the delegates of the application run. What can't be read stops the start.</summary>
internal sealed class NpgsqlSection(IConfiguration configuration) : IConfigureOptions<NpgsqlObservabilityOptions>
{
    private const string Section = ObservabilityOptions.SectionName + ":Npgsql";

    public void Configure(NpgsqlObservabilityOptions options)
    {
        var setting = new Setting(configuration.GetSection(Section), []);
        options.QueryText = setting.OneOf(nameof(options.QueryText), ("Off", QueryTextCapture.Off), ("WithoutLiterals", QueryTextCapture.WithoutLiterals)) ?? options.QueryText;
        options.Readiness = setting.Bool(nameof(options.Readiness)) ?? options.Readiness;
        options.ReadinessTimeout = setting.Time(nameof(options.ReadinessTimeout)) ?? options.ReadinessTimeout;
        setting.ThrowIfAny<NpgsqlObservabilityOptions>(Section);
    }
}
