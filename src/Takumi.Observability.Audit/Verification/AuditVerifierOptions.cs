namespace Takumi.Observability.Verification;

/// <summary>What an <see cref="AuditVerifier"/> trusts. All of it comes from outside the directory that is verified: what lies in there vouches for nothing.</summary>
public sealed class AuditVerifierOptions
{
    /// <summary>Public keys, each as the text of a PEM <c>PUBLIC KEY</c> (ECDSA P-256) or a C2SP verifier key <c>name+id+base64</c>. At least one.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>
    /// Checkpoints held from elsewhere, byte for byte: from an anchor, a colleague, an earlier run. They decide how far completeness can be
    /// proven; with none it is never established.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TrustedNotes { get; init; } = [];

    /// <summary>The log that is expected, as in the first line of its checkpoints. Null: the log of the keys or notes given, else whatever is found.</summary>
    public string? Origin { get; init; }

    /// <summary>Segments verified at a time; each takes about 300 KiB of memory.</summary>
    public int MaxDegreeOfParallelism { get; init; } = Environment.ProcessorCount;

    internal void Validate()
    {
        if (Keys is null or { Count: 0 })
            throw new UnusableAuditInputException("No key is given: at least one public key is needed to check signatures.");
        if (MaxDegreeOfParallelism < 1)
            throw new UnusableAuditInputException($"{nameof(MaxDegreeOfParallelism)} is {MaxDegreeOfParallelism}; at least 1 is needed.");
    }
}
