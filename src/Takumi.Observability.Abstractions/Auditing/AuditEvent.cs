namespace Takumi.Observability;

/// <summary>
/// What happened, who did it, to what, and how it ended. Immutable and thread safe. An event without its four required members does not compile.
/// Timestamp, service, environment, trace id, span id and record id are added when it is recorded.
/// </summary>
public sealed record AuditEvent
{
    /// <summary>The kind of event, in snake case, for example <c>reward_claimed</c>.</summary>
    public required string Event { get; init; }

    /// <summary>The kind of thing acted upon, for example <c>quiz_submission</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>What was done, for example <c>claim_reward</c>.</summary>
    public required string Action { get; init; }

    /// <summary>How it ended.</summary>
    public required AuditResult Result { get; init; }

    /// <summary>Who did it: a pseudonym by contract, stored in clear. Filled from the request where there is one.</summary>
    public string? UserId { get; init; }

    /// <summary>
    /// Whose personal data the event carries, where that is not <see cref="UserId"/>: its personal members are sealed with this person's key, and can't be read
    /// any more once that is erased. An id that the application can name again; it is written nowhere.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>For whom it was done, where that is somebody else.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>The wallet concerned: public evidence, stored in clear.</summary>
    public string? StellarAddress { get; init; }

    /// <summary>Identifier of the thing acted upon.</summary>
    public string? ResourceId { get; init; }

    /// <summary>Hash of the transaction that carries the effect on the chain.</summary>
    public string? TxHash { get; init; }

    /// <summary>Amount moved, exact, in the unit of the asset.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Anything else worth keeping. Masked by the redaction policy: what must be kept in clear is a member of its own.</summary>
    public IReadOnlyDictionary<string, object?>? Metadata { get; init; }

    /// <summary>Address of the caller. Filled from the request where there is one.</summary>
    public string? Ip { get; init; }

    /// <summary>User agent of the caller. Filled from the request where there is one.</summary>
    public string? UserAgent { get; init; }
}
