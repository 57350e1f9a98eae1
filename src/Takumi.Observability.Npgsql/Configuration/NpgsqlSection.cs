using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Configuration;

/// <summary>Fills the options from section <c>Observability:Npgsql</c>, before the delegates of the application run. What can't be read stops the start.</summary>
internal sealed class NpgsqlSection(IConfiguration configuration) : IConfigureOptions<NpgsqlObservabilityOptions>
{
    private const string Section = ObservabilityOptions.SectionName + ":Npgsql";

    private delegate bool TryRead<T>(string text, out T value);

    public void Configure(NpgsqlObservabilityOptions options)
    {
        List<string> problems = [];
        options.QueryText = Read(nameof(options.QueryText), NpgsqlObservabilityOptions.AllowedQueryText, options.QueryText, problems,
            static (string text, out QueryTextCapture value) => Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value));
        options.Readiness = Read(nameof(options.Readiness), "true, false", options.Readiness, problems, bool.TryParse);
        options.ReadinessTimeout = Read(nameof(options.ReadinessTimeout), NpgsqlObservabilityOptions.AllowedTimeout, options.ReadinessTimeout, problems,
            static (string text, out TimeSpan value) => TimeSpan.TryParseExact(text, @"hh\:mm\:ss", CultureInfo.InvariantCulture, out value) && value > TimeSpan.Zero);
        if (problems.Count > 0)
            throw new OptionsValidationException(nameof(NpgsqlObservabilityOptions), typeof(NpgsqlObservabilityOptions), problems);
    }

    private T Read<T>(string key, string allowed, T otherwise, List<string> problems, TryRead<T> tryRead)
    {
        if (configuration.GetSection(Section)[key] is not { } text || string.IsNullOrWhiteSpace(text))
            return otherwise;
        if (tryRead(text, out var value))
            return value;
        problems.Add(NpgsqlObservabilityOptions.Problem(Section, key, text, allowed));
        return otherwise;
    }
}
