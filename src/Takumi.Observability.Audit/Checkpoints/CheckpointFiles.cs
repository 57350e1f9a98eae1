using System.Diagnostics.CodeAnalysis;
using System.Text;
using Takumi.Observability.Format;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Checkpoints;

/// <summary>The notes in a journal's directory.</summary>
internal static class CheckpointFiles
{
    /// <summary>Puts a note in place, then says that it is the newest. Both are durable on return.</summary>
    public static void Write(IDisk disk, JournalLayout layout, long size, ReadOnlySpan<byte> note)
    {
        disk.Replace(layout.Note(size), note);
        disk.Replace(layout.NewestFile, Encoding.ASCII.GetBytes(JournalLayout.Number(size) + JournalLayout.NoteSuffix + "\n"));
    }

    /// <summary>
    /// The checkpoint with the most records whose note can be read. Its signature is not asked for: a writer that trusts a note too much stops,
    /// one that trusts it too little signs a fork.
    /// </summary>
    public static bool TryNewest(IDisk disk, JournalLayout layout, [NotNullWhen(true)] out Checkpoint? checkpoint, [NotNullWhen(true)] out string? path)
    {
        foreach (var size in Sizes(disk, layout).OrderDescending())
        {
            path = layout.Note(size);
            if (disk.Read(path) is { } bytes && SignedNote.TryParse(bytes, out var note, out _) && Checkpoint.TryParse(note.Text, out checkpoint))
                return true;
        }

        checkpoint = null;
        path = null;
        return false;
    }

    private static IEnumerable<long> Sizes(IDisk disk, JournalLayout layout)
    {
        foreach (var name in disk.List(layout.Checkpoints))
        {
            if (JournalLayout.TryNumber(name, JournalLayout.NoteSuffix, out var size))
                yield return size;
        }
    }
}
