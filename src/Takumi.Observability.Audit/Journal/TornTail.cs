using System.Security.Cryptography;
using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>Bytes that recovery cut off a segment and saved, and that a recovery record has to tell of.</summary>
/// <remarks>They are named <c>.torn.pending</c> until that record is durable, so that a crash in between forgets none.</remarks>
internal sealed record TornTail(string PendingPath, long Segment, long Offset, byte[] Content)
{
    public static IReadOnlyList<TornTail> Pending(IDisk disk, JournalLayout layout)
    {
        var tails = new List<TornTail>();
        foreach (var name in disk.List(layout.Segments).Order(StringComparer.Ordinal))
        {
            var path = Path.Join(layout.Segments, name);
            if (JournalLayout.TryPending(name, out var segment, out var offset) && disk.Read(path) is { } content)
                tails.Add(new TornTail(path, segment, offset, content));
        }

        return tails;
    }

    /// <summary>Saves bytes about to be cut off. On return they are durable. The same bytes twice, after a crash before the cut, are saved once.</summary>
    public static void Save(IDisk disk, JournalLayout layout, long segment, long offset, byte[] content)
    {
        if (Pending(disk, layout).Any(tail => tail.Segment == segment && tail.Offset == offset && tail.Content.AsSpan().SequenceEqual(content)))
            return;
        var start = $"{JournalLayout.Number(segment)}-{JournalLayout.Number(offset)}-";
        var n = 1 + disk.List(layout.Segments).Count(name => name.StartsWith(start, StringComparison.Ordinal) && !name.EndsWith(JournalLayout.AsideSuffix, StringComparison.Ordinal));
        disk.Replace(layout.Pending(segment, offset, n), content);
    }

    public void WriteRecord(LineBuilder line) => line
        .Integer(RecordSchema.Segment, Segment)
        .Integer(RecordSchema.Offset, Offset)
        .Integer(RecordSchema.Bytes, Content.Length)
        .Hex(RecordSchema.Sha256, SHA256.HashData(Content))
        .End();

    /// <summary>To be called when the record is durable.</summary>
    public void Settle(IDisk disk, JournalLayout layout)
    {
        disk.Rename(PendingPath, PendingPath[..^JournalLayout.PendingSuffix.Length] + JournalLayout.TornSuffix);
        disk.SyncDirectory(layout.Segments);
    }
}
