using Microsoft.Extensions.Logging;
using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Checkpoints;

/// <summary>
/// Keeps the notes in a directory few: the newest say all that the older ones say. Called by the journal's thread. By sizes alone and by no clock, so that it comes to the same
/// whenever it runs; a crash in the middle leaves more notes than needed, never fewer.
/// </summary>
/// <param name="disk">Where they are.</param>
/// <param name="layout">Their names.</param>
/// <param name="keep">How many of the newest all stay; 0 for every one.</param>
/// <param name="logger">Told once when notes can't be removed.</param>
internal sealed class CheckpointThinning(IDisk disk, JournalLayout layout, int keep, ILogger logger)
{
    /// <summary>Of older notes the last in each block of so many records stays, and the last in each segment.</summary>
    public const long Block = 10_000;

    private const int MostAtATime = 1000; // records wait meanwhile

    private readonly int _every = Math.Max(1, keep / 10);
    private int _untilNext;
    private bool _told;

    /// <summary>To be called after each note that was put in place. Never throws: a note too many does no harm.</summary>
    public void Written()
    {
        if (keep == 0 || --_untilNext > 0)
            return;
        _untilNext = _every;
        try
        {
            foreach (var size in Superfluous().Take(MostAtATime))
                disk.Delete(layout.Note(size));
        }
        catch (DiskException e)
        {
            if (!_told)
                logger.LogWarning("Old checkpoint files of the audit journal could not be removed, and are tried again: {Reason}", e.Message);
            _told = true;
        }
    }

    private IEnumerable<long> Superfluous()
    {
        var sizes = JournalLayout.Numbers(disk.List(layout.Checkpoints), JournalLayout.NoteSuffix);
        var segments = JournalLayout.Numbers(disk.List(layout.Segments), JournalLayout.SegmentSuffix);
        for (var i = 0; i < sizes.Count - keep; i++)
        {
            if (Place(sizes[i]) == Place(sizes[i + 1]))
                yield return sizes[i];
        }

        // The segment and the block of the last record that a note covers.
        (int Segment, long Block) Place(long size)
        {
            var index = segments.BinarySearch(size - 1);
            return (index < 0 ? ~index - 1 : index, (size - 1) / Block);
        }
    }
}
