namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>A key signs checkpoints over <paramref name="From"/> to <paramref name="To"/> records, both included.</summary>
internal sealed record KeyTerm(SignerKey Key, long From, long To)
{
    public bool Covers(long size) => From <= size && size <= To;
}
