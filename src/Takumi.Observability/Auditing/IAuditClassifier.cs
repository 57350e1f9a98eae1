namespace Takumi.Observability.Auditing;

/// <summary>Says which members of audit events are personal. Registered by the sink that can seal them: without one, nothing is. Thread safe.</summary>
internal interface IAuditClassifier
{
    /// <param name="member">As in the record: <c>ip</c>, <c>userAgent</c>, <c>metadata.email</c>.</param>
    bool IsPersonal(string member);
}
