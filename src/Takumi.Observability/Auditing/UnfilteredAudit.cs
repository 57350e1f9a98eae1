using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Auditing;

/// <summary>
/// Keeps the audit category out of reach of the logging filters. Among the rules that fit, the one for the provider, then the longest category, then the last wins:
/// so one rule is added at the end for every provider that has rules of its own, and one for all others.
/// </summary>
internal sealed class UnfilteredAudit : IPostConfigureOptions<LoggerFilterOptions>
{
    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        var providers = options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToArray();
        foreach (var provider in providers)
            options.Rules.Add(new LoggerFilterRule(provider, AuditLogger.Category, LogLevel.Trace, filter: null));
    }
}
