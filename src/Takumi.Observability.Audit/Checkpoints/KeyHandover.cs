using System.Security.Cryptography;
using Takumi.Observability.Format;
using Takumi.Observability.Notes;

namespace Takumi.Observability.Checkpoints;

/// <summary>
/// The log passes from one key to another: a <c>key</c> record says so, and one checkpoint over it names the new key and is signed by both. What a verifier follows is
/// that note, since the record may be dropped one day.
/// </summary>
internal sealed record KeyHandover(INoteSigner From, INoteSigner To)
{
    public string NextKey(string origin) => new NoteKey(origin, To.SignatureType, To.PublicKey).ToVerifierKey(origin);

    public void WriteRecord(LineBuilder line) => line
        .Integer(RecordSchema.Type, To.SignatureType)
        .Text(RecordSchema.PublicKey, Convert.ToBase64String(To.PublicKey.Span))
        .Hex(RecordSchema.Fingerprint, SHA256.HashData(To.PublicKey.Span))
        .Hex(RecordSchema.PreviousKey, SHA256.HashData(From.PublicKey.Span))
        .End();
}
