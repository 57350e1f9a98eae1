using Microsoft.Extensions.Options;

namespace Takumi.Observability.Configuration;

/// <summary>Stops the start with everything that is wrong, in one message.</summary>
internal sealed class RedisOptionsValidator : IValidateOptions<RedisObservabilityOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisObservabilityOptions options) =>
        options.Validate() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
