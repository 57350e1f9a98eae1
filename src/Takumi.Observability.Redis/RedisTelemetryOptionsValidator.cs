using Microsoft.Extensions.Options;

namespace Takumi.Observability;

/// <summary>Lets the options say what is wrong with them when the host starts.</summary>
internal sealed class RedisTelemetryOptionsValidator : IValidateOptions<RedisTelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisTelemetryOptions options) => options.Validate() is { Count: > 0 } problems
        ? ValidateOptionsResult.Fail(problems.Select(problem => $"{nameof(RedisTelemetryOptions)}.{problem}"))
        : ValidateOptionsResult.Success;
}
