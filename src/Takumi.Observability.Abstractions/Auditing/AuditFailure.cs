namespace Takumi.Observability;

/// <summary>What is known of an audit record whose await failed.</summary>
public enum AuditFailure
{
    /// <summary>The record is not in the log and will not appear. A retry makes no double.</summary>
    NotWritten,

    /// <summary>The record may or may not be in the log. Look for its id before a retry.</summary>
    Unknown,
}
