namespace Takumi.Observability;

/// <summary>An audit record's durability could not be guaranteed.</summary>
public sealed class AuditException : Exception
{
    /// <summary>Creates the exception.</summary>
    public AuditException(AuditFailure failure, AuditRecordId recordId, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
        RecordId = recordId;
    }

    /// <summary>Whether the record certainly does not exist, or may.</summary>
    public AuditFailure Failure { get; }

    /// <summary>The record's id: give it to whoever has to look for the record.</summary>
    public AuditRecordId RecordId { get; }
}
