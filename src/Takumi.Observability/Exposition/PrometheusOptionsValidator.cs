using Microsoft.Extensions.Options;
using Takumi.Observability.Exposition.Listening;

namespace Takumi.Observability.Exposition;

/// <summary>Stops the start with everything that is wrong with the options of the exposition, or of its listener.</summary>
internal sealed class PrometheusOptionsValidator : IValidateOptions<PrometheusOptions>, IValidateOptions<PrometheusListenerOptions>
{
    public ValidateOptionsResult Validate(string? name, PrometheusOptions options) => Result(nameof(PrometheusOptions), options.Validate());

    public ValidateOptionsResult Validate(string? name, PrometheusListenerOptions options) => Result(nameof(PrometheusListenerOptions), options.Validate());

    private static ValidateOptionsResult Result(string options, IReadOnlyList<string> problems) => problems.Count > 0
        ? ValidateOptionsResult.Fail(problems.Select(problem => $"{options}.{problem}"))
        : ValidateOptionsResult.Success;
}
