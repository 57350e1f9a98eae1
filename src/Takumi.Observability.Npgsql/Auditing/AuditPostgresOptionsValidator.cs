using Microsoft.Extensions.Options;

namespace Takumi.Observability.Auditing;

/// <summary>Lets the options say what is wrong with them before anything connects.</summary>
internal sealed class AuditPostgresOptionsValidator : IValidateOptions<AuditPostgresOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditPostgresOptions options) => options.Validate() is { Count: > 0 } problems
        ? ValidateOptionsResult.Fail(problems.Select(problem => $"{nameof(AuditPostgresOptions)}.{problem}"))
        : ValidateOptionsResult.Success;
}
