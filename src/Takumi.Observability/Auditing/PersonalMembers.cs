using Takumi.Observability.Redaction;

namespace Takumi.Observability.Auditing;

/// <summary>
/// What was taken out of an audit event because it is personal, in clear, and whose it is. Only a sink that seals it looks inside; a class and no
/// record, so that no <c>ToString</c> shows it.
/// </summary>
internal sealed class PersonalMembers(string subject, IReadOnlyDictionary<string, object> values)
{
    /// <summary>Chooses the key.</summary>
    public string Subject { get; } = subject;

    /// <summary>By name: <c>ip</c>, <c>metadata.email</c>.</summary>
    public IReadOnlyDictionary<string, object> Values { get; } = values;

    public override string ToString() => Mask.Redacted;
}
