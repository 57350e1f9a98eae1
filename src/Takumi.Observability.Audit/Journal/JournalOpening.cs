using Microsoft.Extensions.Logging;
using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>Opens a journal, at a start and after a failure alike, and writes what it has to say first.</summary>
/// <param name="disk">Where it lies.</param>
/// <param name="settings">Which journal, and of what service.</param>
/// <param name="logger">Told of what was cut off.</param>
internal sealed class JournalOpening(IDisk disk, JournalSettings settings, ILogger logger)
{
    private readonly JournalLayout _layout = new(settings.Directory);

    /// <inheritdoc cref="JournalRecovery.Open"/>
    /// <param name="mark">How far this process knows the journal to be durable; null when it opens it first.</param>
    /// <param name="knownTrees">Given what the genesis record says, the trees that must still be there.</param>
    public JournalStore Recover(DurableMark? mark, Func<Genesis?, IReadOnlyList<KnownTree>> knownTrees)
    {
        var recovery = new JournalRecovery(disk, _layout);
        return recovery.Open(mark, knownTrees(recovery.ReadGenesis()));
    }

    /// <summary>Appends the genesis record to a new journal, a record of each recovery that has none, and then what the caller adds.</summary>
    /// <exception cref="AppendException">The disk refused the lines.</exception>
    /// <exception cref="DiskException">The lines are there; what follows them is to be done again.</exception>
    public void Begin(JournalStore store, OwnRecords own, Action add)
    {
        var batch = own.Batch;
        var genesis = store.Genesis ?? Genesis.New(settings.Service);
        var tails = TornTail.Pending(disk, _layout);
        batch.Begin(store.Mark.NextSequence);
        if (store.Mark.NextSequence == 0)
            own.Add(RecordKind.Genesis, genesis.Write);
        foreach (var tail in tails)
            own.Add(RecordKind.Recovery, tail.WriteRecord);
        add();
        store.Append(batch);
        store.Genesis = genesis;
        foreach (var tail in tails)
        {
            logger.LogWarning("The audit journal cut {Bytes} torn bytes off segment {Segment} at offset {Offset} and kept them beside it.", tail.Content.Length, tail.Segment, tail.Offset);
            tail.Settle(disk, _layout);
        }

        store.AppendLeafHashes(batch);
    }
}
