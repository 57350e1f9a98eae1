using System.Globalization;

namespace Takumi.Observability.Auditing;

/// <summary>
/// Takes the personal members out of an event before anything else sees it. What remains is all that loggers and sinks are given, so none of them
/// can show by mistake what it never had.
/// </summary>
internal sealed class PersonalDataSplit(IEnumerable<IAuditClassifier> classifiers)
{
    public const string MetadataPrefix = "metadata.";

    private readonly IAuditClassifier[] _classifiers = [.. classifiers];

    /// <summary>The event without its personal members, which are null if it has none.</summary>
    public (AuditEvent Event, PersonalMembers? Personal) Split(AuditEvent value, DateTimeOffset now)
    {
        if (_classifiers.Length == 0)
            return (value.Subject is null ? value : value with { Subject = null }, null);
        var taken = new Dictionary<string, object>();
        var rest = value with
        {
            Subject = null,
            OnBehalfOf = Keep("onBehalfOf", value.OnBehalfOf, taken),
            ResourceId = Keep("resourceId", value.ResourceId, taken),
            Metadata = Keep(value.Metadata, taken),
            Ip = Keep("ip", value.Ip, taken),
            UserAgent = Keep("userAgent", value.UserAgent, taken),
        };
        return taken.Count == 0 ? (rest, null) : (rest, new PersonalMembers(Named(value.Subject) ?? Named(value.UserId) ?? Nobody(now), taken));
    }

    /// <summary>Events of callers whom nobody knows share a key for each month (UTC), so that theirs can be erased as well.</summary>
    private static string Nobody(DateTimeOffset now) => $"~nobody/{now.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture)}";

    /// <summary>An empty id is nobody's, and nobody could ask for its erasure.</summary>
    private static string? Named(string? id) => string.IsNullOrEmpty(id) ? null : id;

    private string? Keep(string name, string? value, Dictionary<string, object> taken)
    {
        if (value is null || !IsPersonal(name))
            return value;
        taken[name] = value;
        return null;
    }

    private IReadOnlyDictionary<string, object?>? Keep(IReadOnlyDictionary<string, object?>? metadata, Dictionary<string, object> taken)
    {
        if (metadata is null)
            return null;
        var kept = new Dictionary<string, object?>(metadata.Count);
        foreach (var (name, value) in metadata)
        {
            if (value is not null && IsPersonal(MetadataPrefix + name))
                taken[MetadataPrefix + name] = value;
            else
                kept[name] = value;
        }

        return kept.Count == metadata.Count ? metadata : kept.Count == 0 ? null : kept;
    }

    private bool IsPersonal(string name)
    {
        foreach (var classifier in _classifiers)
        {
            if (classifier.IsPersonal(name))
                return true;
        }

        return false;
    }
}
