namespace Takumi.Observability.Auditing;

/// <summary>A row of <c>audit_events</c> as it follows from a line of a journal. Text can't hold U+0000 in PostgreSQL: it becomes U+FFFD; the line keeps it.</summary>
internal sealed class AuditRow
{
    public required long Sequence { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required Guid Id { get; init; }

    public decimal? Amount { get; init; }

    /// <summary>JSON.</summary>
    public string? Metadata { get; init; }

    /// <summary>Values of <see cref="AuditColumns.Text"/>.</summary>
    public required string?[] Texts { get; init; }

    public ReadOnlyMemory<byte> Line { get; init; }
}
