using System.Text;
using Takumi.Observability.Format;
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

    /// <summary>Puts the note that hands the log over to another key where it is kept for good. Durable on return.</summary>
    public static void WriteHandover(IDisk disk, JournalLayout layout, long size, ReadOnlySpan<byte> note)
    {
        disk.EnsureDirectory(layout.Handovers);
        disk.Replace(layout.Handover(size), note);
    }

    /// <summary>
    /// The checkpoint with the most records whose note can be read; null if there is none. Its signature is not asked for: a writer that trusts a note too much stops,
    /// one that trusts it too little signs a fork.
    /// </summary>
    public static StoredNote? Newest(IDisk disk, JournalLayout layout) =>
        Sizes(disk, layout.Checkpoints).AsEnumerable().Reverse().Select(size => StoredNote.Parse(disk.Read(layout.Note(size)), layout.Note(size))).FirstOrDefault(note => note is not null);

    /// <summary>The notes that handed the log over to another key, in their order.</summary>
    public static IEnumerable<StoredNote> Handovers(IDisk disk, JournalLayout layout) =>
        Sizes(disk, layout.Handovers).Select(size => StoredNote.Parse(disk.Read(layout.Handover(size)), layout.Handover(size))).OfType<StoredNote>();

    private static List<long> Sizes(IDisk disk, string directory) => JournalLayout.Numbers(disk.List(directory), JournalLayout.NoteSuffix);
}
