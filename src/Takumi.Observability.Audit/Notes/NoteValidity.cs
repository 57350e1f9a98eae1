namespace Takumi.Observability.Notes;

/// <summary>What the signatures of a note are worth to somebody who trusts certain keys.</summary>
internal enum NoteValidity
{
    /// <summary>No signature is by a trusted key: the text must be ignored.</summary>
    UnknownKey,

    /// <summary>A signature names a trusted key and does not verify: forged or damaged.</summary>
    BadSignature,

    /// <summary>At least one trusted key signed, and none of their signatures fails.</summary>
    Valid,
}
