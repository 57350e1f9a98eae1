using Microsoft.Extensions.Options;
using Takumi.Observability.Auditing;

namespace Takumi.Observability.Sealing;

/// <summary>What any journal's options call personal, as the classification of the host: it is made before it is known which journal takes an event.</summary>
internal sealed class PersonalMemberNames(IEnumerable<AuditJournalName> journals, IOptionsMonitor<AuditJournalOptions> options) : IAuditClassifier
{
    private readonly HashSet<string> _names = new(journals.SelectMany(journal => options.Get(journal.Name).PersonalData.Members), StringComparer.OrdinalIgnoreCase);

    public bool IsPersonal(string member) =>
        _names.Count > 0
        && (_names.Contains(member) || (member.StartsWith(PersonalDataSplit.MetadataPrefix, StringComparison.Ordinal) && _names.Contains(PersonalDataSplit.MetadataPrefix + "*")));
}
