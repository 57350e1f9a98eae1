using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Takumi.Observability.Diagnosis;

namespace Takumi.Observability.Auditing;

/// <summary>Says once at the start that no durable sink keeps the audit trail, or refuses that start where durability was required.</summary>
internal sealed class DurabilityCheck(IEnumerable<IAuditSink> sinks, IOptions<ObservabilityOptions> options, ILoggerFactory loggers) : IStartupCheck
{
    public void Run()
    {
        if (sinks.Any())
            return;
        if (options.Value.RequireDurable)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(ObservabilityOptions),
                [$"{ObservabilityOptions.SectionName}:{nameof(ObservabilityOptions.RequireDurable)} is 'true' and no durable audit sink is registered; allowed: at least one, for example AddAuditJournal(\"audit\")."]);
        }

        loggers.CreateLogger("Takumi.Observability").LogInformation(
            "No durable audit sink is registered: audit events go to the logger only, and RecordAsync completes when the logger took them.");
    }
}
