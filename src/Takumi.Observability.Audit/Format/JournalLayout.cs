using System.Globalization;

namespace Takumi.Observability.Format;

/// <summary>Where everything lies in the directory of a journal, and which file names mean something.</summary>
internal sealed class JournalLayout(string root)
{
    public const string SegmentSuffix = ".jsonl";
    public const string LeavesSuffix = ".leaves";
    public const string TornSuffix = ".torn";
    public const string PendingSuffix = ".torn.pending";
    public const string NoteSuffix = ".note";
    public const string RequestSuffix = ".json";
    public const string DoneSuffix = ".done";
    public const string AsideSuffix = ".tmp";

    public string Root { get; } = root;

    public string LockFile => Path.Join(Root, "lock");

    public string Segments => Path.Join(Root, "segments");

    public string Checkpoints => Path.Join(Root, "checkpoints");

    public string NewestFile => Path.Join(Checkpoints, "newest");

    public string Handovers => Path.Join(Root, "handovers");

    public string DroppedFile => Path.Join(Segments, "dropped");

    public string Holds => Path.Join(Root, "holds");

    public string Requests => Path.Join(Root, "requests");

    public string Segment(long first) => Path.Join(Segments, Number(first) + SegmentSuffix);

    public string Leaves(long first) => Path.Join(Segments, Number(first) + LeavesSuffix);

    public string Note(long size) => Path.Join(Checkpoints, Number(size) + NoteSuffix);

    public string Handover(long size) => Path.Join(Handovers, Number(size) + NoteSuffix);

    public string Pending(long first, long offset, int n) => Path.Join(Segments, $"{Number(first)}-{Number(offset)}-{n}{PendingSuffix}");

    public string Request(string id) => Path.Join(Requests, id + RequestSuffix);

    public string Done(string id) => Path.Join(Requests, id + DoneSuffix);

    public static string Number(long value) => value.ToString("d20", CultureInfo.InvariantCulture);

    /// <summary>The number that a file of this kind is named by; false for any other file.</summary>
    public static bool TryNumber(string fileName, string suffix, out long number)
    {
        number = 0;
        return fileName.Length == 20 + suffix.Length
            && fileName.EndsWith(suffix, StringComparison.Ordinal)
            && long.TryParse(fileName.AsSpan(0, 20), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The numbers that the files of a kind are named by, ascending; other files are passed over.</summary>
    public static List<long> Numbers(IEnumerable<string> fileNames, string suffix)
    {
        var numbers = new List<long>();
        foreach (var name in fileNames)
        {
            if (TryNumber(name, suffix, out var number))
                numbers.Add(number);
        }

        numbers.Sort();
        return numbers;
    }

    /// <summary>The parts of the name of torn bytes whose recovery record is still to be written.</summary>
    public static bool TryPending(string fileName, out long first, out long offset)
    {
        first = offset = 0;
        if (!fileName.EndsWith(PendingSuffix, StringComparison.Ordinal))
            return false;
        var parts = fileName[..^PendingSuffix.Length].Split('-');
        return parts is [{ Length: 20 }, { Length: 20 }, _]
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out offset);
    }
}
