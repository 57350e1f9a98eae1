using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>A batch did not become durable. With <see cref="AuditFailure.Unknown"/> the files are in doubt too and must be reopened.</summary>
internal sealed class AppendException(AuditFailure failure, DiskException cause) : Exception(cause.Message, cause)
{
    public AuditFailure Failure { get; } = failure;
}
