using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Configuration;

/// <summary>Fills the options from section <c>Observability:AspNetCore</c>, before the delegates of the application run. What can't be read stops the start.</summary>
internal sealed class AspNetCoreSection(IConfiguration configuration) : IConfigureOptions<AspNetCoreOptions>
{
    private const string Section = ObservabilityOptions.SectionName + ":AspNetCore";

    public void Configure(AspNetCoreOptions options)
    {
        List<string> problems = [];
        var section = configuration.GetSection(Section);
        if (Read(section, nameof(options.HttpMetrics)) is { } metrics)
        {
            if (Enum.TryParse<HttpMetrics>(metrics, ignoreCase: true, out var value) && Enum.IsDefined(value))
                options.HttpMetrics = value;
            else
                problems.Add(AspNetCoreOptions.Problem(Section, nameof(options.HttpMetrics), metrics, AspNetCoreOptions.AllowedHttpMetrics));
        }

        if (Read(section, nameof(options.CaptureUrlQuery)) is { } capture)
        {
            if (bool.TryParse(capture, out var value))
                options.CaptureUrlQuery = value;
            else
                problems.Add(AspNetCoreOptions.Problem(Section, nameof(options.CaptureUrlQuery), capture, "true, false"));
        }

        if (problems.Count > 0)
            throw new OptionsValidationException(nameof(AspNetCoreOptions), typeof(AspNetCoreOptions), problems);
    }

    private static string? Read(IConfigurationSection section, string key) => section[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
