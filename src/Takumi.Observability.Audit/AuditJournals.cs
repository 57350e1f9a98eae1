using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Takumi.Observability.Auditing;

namespace Takumi.Observability;

/// <summary>All journals of a host as the one sink that they are together: each event goes to exactly one of them.</summary>
internal sealed class AuditJournals : IAuditSink
{
    private readonly List<(Func<AuditEvent, bool> Accepts, AuditJournal Journal)> _classes = [];
    private readonly AuditJournal _default;
    private readonly ILogger _logger;
    private int _told;

    /// <exception cref="InvalidOperationException">No journal takes what no class accepts, or one could not seal what another one calls personal.</exception>
    public AuditJournals(IEnumerable<AuditJournalName> names, IOptionsMonitor<AuditJournalOptions> options, IServiceProvider services, ILoggerFactory loggers)
    {
        _logger = loggers.CreateLogger("Takumi.Observability.Audit.Journal");
        foreach (var name in names.Select(added => added.Name).Where(name => name != Options.DefaultName))
            _classes.Add((options.Get(name).Accepts!, services.GetRequiredKeyedService<AuditJournal>(name)));
        RequireKeyStores(names, options);
        _default = services.GetService<AuditJournal>() ?? throw new InvalidOperationException(
            "Every audit journal has a retention class: events that no class accepts would be kept nowhere. Add one without a class: AddAuditJournal(\"audit\").");
    }

    /// <summary>Personal members are taken out of every event, before it is known which journal takes it: one that can't seal them would refuse the event.</summary>
    private static void RequireKeyStores(IEnumerable<AuditJournalName> names, IOptionsMonitor<AuditJournalOptions> options)
    {
        var all = names.Select(added => options.Get(added.Name)).ToList();
        var personal = all.SelectMany(journal => journal.PersonalData.Members).Order(StringComparer.Ordinal).Distinct().ToList();
        if (personal.Count > 0 && all.Find(journal => journal.PersonalData.KeyStore is null) is { } without)
        {
            throw new InvalidOperationException(
                $"The audit journal {(without.RetentionClass is { } name ? $"of class '{name}'" : "without a class")} has no PersonalData.KeyStore, and {string.Join(", ", personal)} {(personal.Count == 1 ? "is" : "are")} personal " +
                "in every event of the host: it would refuse such events. Allowed: a key store for each journal.");
        }
    }

    public IEnumerable<AuditJournal> All => [_default, .. _classes.Select(entry => entry.Journal)];

    public ValueTask<AuditPosition> WriteAsync(AuditRecord record, CancellationToken cancellationToken) =>
        ((IAuditSink)Of(record.Event)).WriteAsync(record, cancellationToken);

    public bool TryWrite(AuditRecord record) => ((IAuditSink)Of(record.Event)).TryWrite(record);

    private AuditJournal Of(AuditEvent auditEvent)
    {
        foreach (var (accepts, journal) in _classes)
        {
            if (Accepts(accepts, auditEvent))
                return journal;
        }

        return _default;
    }

    /// <summary>A predicate that throws takes nothing: the event is then kept by the journal without a class.</summary>
    private bool Accepts(Func<AuditEvent, bool> accepts, AuditEvent auditEvent)
    {
        try
        {
            return accepts(auditEvent);
        }
        catch (Exception e)
        {
            if (Interlocked.Exchange(ref _told, 1) == 0)
                _logger.LogError(e, "AuditJournalOptions.Accepts failed on event {Event}. Such events go to the audit journal without a retention class. Told once.", auditEvent.Event);
            return false;
        }
    }
}
