using Microsoft.Extensions.Options;

namespace Takumi.Observability;

/// <summary>Lets the options say what is wrong with them before the journal is opened.</summary>
internal sealed class AuditJournalOptionsValidator : IValidateOptions<AuditJournalOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditJournalOptions options) => options.Validate() is { Count: > 0 } problems
        ? ValidateOptionsResult.Fail(problems.Select(problem => $"{nameof(AuditJournalOptions)}{(string.IsNullOrEmpty(name) ? "" : $" of class '{name}'")}.{problem}"))
        : ValidateOptionsResult.Success;
}
