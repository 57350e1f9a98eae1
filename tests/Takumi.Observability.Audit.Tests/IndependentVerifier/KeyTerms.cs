namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>Step 1: which key signs a log's checkpoints of which sizes. It begins with the given key and follows the handovers.</summary>
internal sealed class KeyTerms
{
    private readonly SignerKey _given;
    private readonly List<KeyTerm> _terms = [];
    private readonly HashSet<SignerKey> _successors = [];
    private readonly List<Note> _handovers = [];

    /// <param name="given">The key that somebody gave to the verifier.</param>
    /// <param name="candidates">Notes of one log that may be handovers, those that are held first.</param>
    public KeyTerms(SignerKey given, IEnumerable<Note> candidates)
    {
        _given = given;
        _terms.Add(new KeyTerm(given, 0, long.MaxValue));
        foreach (var note in candidates.OrderBy(note => note.Size))
        {
            if (note.NextKey is { } next)
                Follow(note, next);
        }
    }

    /// <summary>The handovers that counted.</summary>
    public IReadOnlyList<Note> Handovers => _handovers;

    public bool HaveSigned(Note note)
    {
        var signers = SignersOf(note);
        return signers.Count > 0 && signers.All(note.SignaturesVerify);
    }

    private List<SignerKey> SignersOf(Note note) => [.. _terms.Where(term => term.Covers(note.Size) && note.HasSignatureOf(term.Key)).Select(term => term.Key)];

    private void Follow(Note handover, SignerKey next)
    {
        var replaced = _terms.Where(term => term.To < long.MaxValue).Select(term => term.Key).ToHashSet();
        var signers = SignersOf(handover).Where(key => !key.Equals(next) && !replaced.Contains(key)).ToList();
        if (replaced.Contains(next) || _successors.Contains(next) || (signers.Count == 0 && !next.Equals(_given))
            || !handover.HasSignatureOf(next) || !signers.Append(next).All(handover.SignaturesVerify))
            return;

        for (var i = 0; i < _terms.Count; i++)
        {
            if (signers.Contains(_terms[i].Key))
                _terms[i] = _terms[i] with { To = handover.Size };
        }

        _terms.RemoveAll(term => term.Key.Equals(next));
        _terms.Add(new KeyTerm(next, handover.Size, long.MaxValue));
        _successors.Add(next);
        _handovers.Add(handover);
    }
}
