using Microsoft.Extensions.Options;

namespace Takumi.Observability.Configuration;

/// <summary>Stops the start with everything that is wrong, in one message.</summary>
internal sealed class NpgsqlOptionsValidator : IValidateOptions<NpgsqlObservabilityOptions>
{
    public ValidateOptionsResult Validate(string? name, NpgsqlObservabilityOptions options) =>
        options.Validate() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
