using Microsoft.Extensions.Options;
using Takumi.Observability.Auditing;

namespace Takumi.Observability.Sealing;

/// <summary>The journal's options as the classification of the host.</summary>
internal sealed class PersonalMemberNames(IOptions<AuditJournalOptions> options) : IAuditClassifier
{
    private readonly HashSet<string> _names = new(options.Value.PersonalData.Members, StringComparer.OrdinalIgnoreCase);
    private readonly bool _isAllMetadata = options.Value.PersonalData.Members.Contains(PersonalDataSplit.MetadataPrefix + "*");

    public bool IsPersonal(string member) =>
        _names.Count > 0 && (_names.Contains(member) || (_isAllMetadata && member.StartsWith(PersonalDataSplit.MetadataPrefix, StringComparison.Ordinal)));
}
