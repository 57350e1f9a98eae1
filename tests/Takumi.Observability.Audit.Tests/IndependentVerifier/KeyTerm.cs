namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>A key signs checkpoints over <paramref name="From"/> records and more, but fewer than <paramref name="End"/>.</summary>
internal sealed record KeyTerm(NoteKey Key, long From, long End)
{
    public bool Covers(long size) => From <= size && size < End;
}
