using System.Globalization;

namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>What of a directory counts: its segments in order, and the notes that a size is the name of. Whether they are worth anything is not known yet.</summary>
internal sealed record JournalDirectory(IReadOnlyList<Segment> Segments, IReadOnlyList<Note> Checkpoints, IReadOnlyList<Note> Handovers)
{
    private const int NameDigits = 20;

    public static JournalDirectory Read(string directory)
    {
        var (segments, checkpoints) = (Path.Combine(directory, "segments"), Path.Combine(directory, "checkpoints"));
        return new JournalDirectory(
            [.. Numbered(segments, ".jsonl", ".leaves").Select(file => Segment.Read(segments, file.Name, file.Number))],
            [.. Notes(checkpoints)],
            [.. Notes(Path.Combine(directory, "handovers"))]);
    }

    private static IEnumerable<Note> Notes(string folder)
    {
        foreach (var (name, size) in Numbered(folder, ".note"))
        {
            if (Note.Parse(File.ReadAllBytes(Path.Combine(folder, name + ".note"))) is { } note && note.Size == size)
                yield return note;
        }
    }

    private static IEnumerable<(string Name, long Number)> Numbered(string folder, params string[] extensions)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        foreach (var name in files.Where(file => extensions.Contains(Path.GetExtension(file))).Select(Path.GetFileNameWithoutExtension).Distinct().Order(StringComparer.Ordinal))
        {
            if (name is { Length: NameDigits } && long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                yield return (name, number);
        }
    }
}
