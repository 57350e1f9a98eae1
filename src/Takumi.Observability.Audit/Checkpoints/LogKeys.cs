using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Checkpoints;

/// <summary>
/// Which key a log is signed by, and which ones it was signed by before, as its own notes say. Their signatures are not asked for: a writer that trusts a note too much
/// stops, one that trusts it too little signs what nobody accepts.
/// </summary>
internal static class LogKeys
{
    /// <summary>The handover that has to be made before the configured key signs; null if it signs already, or nothing is signed yet.</summary>
    /// <exception cref="JournalRefusedException">The configured key may not sign this log.</exception>
    public static KeyHandover? Handover(IDisk disk, JournalLayout layout, SigningKeys keys)
    {
        var handovers = CheckpointFiles.Handovers(disk, layout).ToList();
        var newest = CheckpointFiles.Newest(disk, layout);
        if (handovers.Count == 0 && newest is null)
            return null;

        var origin = (handovers.LastOrDefault() ?? newest!).Checkpoint.Origin;
        var signing = handovers is [.., { Checkpoint.NextKey: { } next }] ? [NoteKey.Parse(next).Id] : newest!.KeyIds.ToHashSet();
        if (signing.Contains(Id(keys.Current)))
            return null;
        if (handovers.SelectMany(note => note.KeyIds).Contains(Id(keys.Current)))
            throw new JournalRefusedException($"Key {Id(keys.Current):x8} signed the log {origin} until it was replaced, and a key that was replaced does not come back. Make a new one: 'takumi audit key new FILE'.");
        return keys.Previous is { } previous && signing.Contains(Id(previous))
            ? new KeyHandover(previous, keys.Current)
            : throw new JournalRefusedException(
                $"The log {origin} is signed by key {signing.First():x8}, and the configured one is {Id(keys.Current):x8}. To hand the log over to it, " +
                $"name the old key as well: {nameof(AuditJournalOptions.PreviousSigningKeyFile)} (or {nameof(AuditJournalOptions.PreviousSigner)}).");

        uint Id(INoteSigner signer) => new NoteKey(origin, signer.SignatureType, signer.PublicKey).Id;
    }
}
