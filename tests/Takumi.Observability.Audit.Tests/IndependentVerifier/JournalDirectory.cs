using System.Globalization;

namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>What of a directory counts: its segments in order, and every file that is named like a checkpoint.</summary>
internal sealed record JournalDirectory(IReadOnlyList<Segment> Segments, IReadOnlyList<(long NamedSize, Note? Note)> Notes)
{
    private const int NameDigits = 20;

    /// <returns>Null if there is no journal. One whose segments are all gone is one of which everything is missing.</returns>
    public static JournalDirectory? Read(string directory)
    {
        var (segments, checkpoints) = (Path.Combine(directory, "segments"), Path.Combine(directory, "checkpoints"));
        return Directory.Exists(segments) || Directory.Exists(checkpoints)
            ? new JournalDirectory(
                [.. Numbered(segments, ".jsonl", ".leaves").Select(file => Segment.Read(segments, file.Name, file.Number))],
                [.. Numbered(checkpoints, ".note").Select(file => (file.Number, Note.Parse(File.ReadAllBytes(Path.Combine(checkpoints, file.Name + ".note")))))])
            : null;
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
