using System.Collections.Concurrent;
using Takumi.Observability.Format;
using Takumi.Observability.Notes;

namespace Takumi.Observability.Verification;

/// <summary>
/// All checkpoints that count, by size: those held from outside, those that handed the log over, and those of the directory, which are read and checked when they are asked
/// for, so that a million of them need no memory. Thread safe.
/// </summary>
internal sealed class NoteShelf
{
    private const int MaxRejected = 100;

    private readonly JournalInventory _inventory;
    private readonly NoteReader _reader;
    private readonly string? _origin;
    private readonly IReadOnlyList<AttestedNote> _kept;
    private readonly ConcurrentDictionary<long, string> _rejected = new();

    /// <param name="inventory">Where the directory's notes are.</param>
    /// <param name="reader">Checks them.</param>
    /// <param name="origin">The log that they must be of; null for any.</param>
    /// <param name="kept">Notes from outside, and those that handed the log over: already checked, of this log.</param>
    public NoteShelf(JournalInventory inventory, NoteReader reader, string? origin, IEnumerable<AttestedNote> kept)
    {
        _inventory = inventory;
        _reader = reader;
        _origin = origin;
        _kept = [.. kept.Where(n => n.Size > 0).OrderBy(n => n.Size)]; // the empty tree says nothing of any record
        Largest = Math.Max(_kept.Count > 0 ? _kept[^1].Size : 0, LargestInDirectory()?.Size ?? 0);
    }

    /// <summary>Size of the largest checkpoint, 0 without any.</summary>
    public long Largest { get; }

    public IReadOnlyList<AuditRejectedNote> Rejected =>
        [.. _rejected.OrderBy(r => r.Key).Take(MaxRejected).Select(r => new AuditRejectedNote(JournalLayout.Number(r.Key) + JournalLayout.NoteSuffix, r.Value))];

    /// <summary>Checkpoints of a size in (<paramref name="after"/>, <paramref name="upTo"/>], ascending.</summary>
    public IEnumerable<AttestedNote> Between(long after, long upTo)
    {
        var kept = new Queue<AttestedNote>(_kept.Where(n => n.Size > after && n.Size <= upTo));
        foreach (var size in _inventory.NoteSizesBetween(after, upTo))
        {
            while (kept.TryPeek(out var next) && next.Size <= size)
                yield return kept.Dequeue();
            if (Read(size) is { } note)
                yield return note;
        }

        foreach (var note in kept)
            yield return note;
    }

    /// <summary>The newest checkpoint of the directory that a given key signed, of whatever log if none is expected yet.</summary>
    public AttestedNote? LargestInDirectory() =>
        _inventory.NoteSizes.Reverse().Select(Read).FirstOrDefault(n => n is { Size: > 0 });

    /// <summary>The file, or as much of it as is already too long for a note.</summary>
    public static byte[] ReadBounded(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[Math.Min(file.Length, SignedNote.MaxLength + 1)];
        file.ReadExactly(bytes);
        return bytes;
    }

    private AttestedNote? Read(long size)
    {
        var bytes = ReadBounded(_inventory.Layout.Note(size));
        if (!_reader.TryRead(bytes, _origin, out var checkpoint, out var reason))
            return Reject(size, reason);
        return checkpoint.Size == size ? new AttestedNote(checkpoint, false, bytes) : Reject(size, $"it is over {checkpoint.Size} records");
    }

    private AttestedNote? Reject(long size, string reason)
    {
        if (_rejected.Count < MaxRejected)
            _rejected.TryAdd(size, reason);
        return null;
    }
}
