using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Verification;

/// <summary>The files of a journal at one moment. A writer may append meanwhile: notes are listed first, so that what they cover is on disk by then.</summary>
internal sealed class JournalInventory
{
    private readonly List<long> _noteSizes;

    private JournalInventory(JournalLayout layout)
    {
        Layout = layout;
        _noteSizes = Numbers(layout.Checkpoints, JournalLayout.NoteSuffix);
        HandoverSizes = Numbers(layout.Handovers, JournalLayout.NoteSuffix); // after the notes: a handover is written before any note of the new key
        var lines = Numbers(layout.Segments, JournalLayout.SegmentSuffix).ToHashSet();
        var leaves = Numbers(layout.Segments, JournalLayout.LeavesSuffix).ToHashSet();
        Segments = [.. lines.Union(leaves).Order().Select(first => new SegmentFiles(first, lines.Contains(first), leaves.Contains(first)))];
        LastWithLines = Segments.FindLastIndex(s => s.HasLines);
        DroppedEnd = FindDroppedEnd();
        TotalBytes = Segments.Where(s => s.HasLines).Sum(s => new FileInfo(layout.Segment(s.First)).Length);
    }

    public JournalLayout Layout { get; }

    /// <summary>Sizes that files in checkpoints/ are named by, ascending.</summary>
    public IReadOnlyList<long> NoteSizes => _noteSizes;

    /// <summary>Sizes that files in handovers/ are named by, ascending.</summary>
    public IReadOnlyList<long> HandoverSizes { get; }

    /// <summary>Ascending. A segment is there if its lines or its leaf hashes are.</summary>
    public List<SegmentFiles> Segments { get; }

    /// <summary>Index of the last segment that has lines, or -1.</summary>
    public int LastWithLines { get; }

    public long TotalBytes { get; }

    /// <summary>
    /// The first sequence that has a line, if the leaf hashes of all records before it are there: then these count as dropped, until it is seen whether a record says so.
    /// 0 if the log begins with its first line, or if it can't be told from one whose beginning is missing.
    /// </summary>
    public long DroppedEnd { get; }

    /// <exception cref="UnusableAuditInputException">There is no such directory, or something in it is no file.</exception>
    public static JournalInventory Read(string directory) => Directory.Exists(directory)
        ? new JournalInventory(new JournalLayout(directory))
        : throw new UnusableAuditInputException($"There is no journal in '{directory}': there is no such directory, or it cannot be read.");

    /// <summary>Those of them in (<paramref name="after"/>, <paramref name="upTo"/>].</summary>
    public IEnumerable<long> NoteSizesBetween(long after, long upTo)
    {
        var index = _noteSizes.BinarySearch(after);
        for (index = index < 0 ? ~index : index + 1; index < _noteSizes.Count && _noteSizes[index] <= upTo; index++)
            yield return _noteSizes[index];
    }

    /// <summary>First sequence after the segment, if another one follows.</summary>
    public long? EndOf(int index) => index + 1 < Segments.Count ? Segments[index + 1].First : null;

    private long FindDroppedEnd()
    {
        long end = 0;
        for (var i = 0; i < Segments.Count && Segments[i].First == end; i++)
        {
            if (Segments[i].HasLines)
                return end;
            end = EndOf(i) ?? -1;
            if (end < 0 || !SegmentHashes.AreWhole(this, i))
                return 0;
        }

        return 0;
    }

    private static List<long> Numbers(string folder, string suffix)
    {
        var numbers = new List<long>();
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*" + suffix))
            {
                if (!JournalLayout.TryNumber(Path.GetFileName(path), suffix, out var number))
                    continue;
                numbers.Add(RegularFile.Is(path) ? number : throw new UnusableAuditInputException($"'{path}' is a pipe, a device or a socket: a journal has files only."));
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing of this kind is there. One that may not be read is another matter, and says so.
        }

        numbers.Sort();
        return numbers;
    }

    internal readonly record struct SegmentFiles(long First, bool HasLines, bool HasLeaves);
}
