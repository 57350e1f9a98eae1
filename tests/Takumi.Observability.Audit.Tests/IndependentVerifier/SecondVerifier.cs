using System.Globalization;
using System.Security.Cryptography;

namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>
/// A second verifier of the journal, written from src/Takumi.Observability.Audit/README.md alone: it uses nothing of the project, holds
/// everything in memory and does the simplest thing at each step. Where it and the shipped verifier differ, one of them or the README is wrong.
/// </summary>
internal static class SecondVerifier
{
    internal enum Integrity { Intact, Broken, NotEstablished }

    internal enum Completeness { Proven, Refuted, NotEstablished }

    /// <param name="Fault">First bad sequence, or null.</param>
    /// <param name="Missing">First missing sequence, or null.</param>
    internal sealed record Verdict(Integrity Integrity, Completeness Completeness, long? Fault, long? Missing, bool Torn, int ExitCode, long Dropped = 0);

    internal static readonly Verdict Unusable = new(Integrity.NotEstablished, Completeness.NotEstablished, null, null, false, 2);

    public static Verdict Verify(string directory, string publicKeyPem, IReadOnlyList<byte[]> held, string? expectedOrigin = null)
    {
        using var given = ECDsa.Create();
        given.ImportFromPem(publicKeyPem);
        var keys = new Keys(given.ExportSubjectPublicKeyInfo(), [.. held, .. ReadHandovers(directory)]);
        var segments = ReadSegments(directory);
        var heldNotes = held.Select(bytes => ReadNote(bytes, keys)).ToList();
        var dirNotes = ReadNotes(directory, keys);
        var handedOver = keys.Handovers.Select(bytes => ReadNote(bytes, keys)).OfType<Note>().ToList();
        if (segments.Count == 0 && heldNotes.Count == 0 && dirNotes.Count == 0)
            return Unusable;
        if (heldNotes.Contains(null))
            return Unusable;

        var origin = expectedOrigin
            ?? heldNotes.FirstOrDefault()?.Origin
            ?? dirNotes.OrderByDescending(n => n.Size).FirstOrDefault()?.Origin
            ?? GenesisOrigin(segments);
        if (heldNotes.Any(n => n!.Origin != origin))
            return Unusable;

        var notes = heldNotes.Select(n => n!).Concat(handedOver.Concat(dirNotes).Where(n => n.Origin == origin)).Where(n => n.Size > 0).OrderBy(n => n.Size).ToList();
        var c = notes.Count == 0 ? 0 : notes[^1].Size;

        var leaves = LeafHashes(segments, Confirmed(segments, notes, origin));
        long t = 0;
        foreach (var size in notes.GroupBy(n => n.Size))
        {
            if (size.Key > leaves.Count || !size.All(n => Root(leaves, n.Size).SequenceEqual(n.Root)))
                break;
            t = size.Key;
        }

        // Step 6, from behind what may have been dropped.
        var p = FirstLine(segments);
        long e = p;
        long d = 0;
        var retentions = new List<(long Sequence, long End)>();
        long? fault = null;
        var torn = false;
        var untied = false;
        var missing = new List<(long From, long To)>();
        List<byte[]> lineHashes = [.. segments.Where(s => s.First < p).SelectMany(s => s.Leaves!.Chunk(32))];
        for (var i = 0; i < segments.Count && fault is null && !torn; i++)
        {
            var segment = segments[i];
            if (segment.Content is null)
                continue;
            if (segment.First > e)
            {
                missing.Add((e, segment.First));
                e = segment.First;
            }
            else if (segment.First < e)
            {
                fault = e;
                break;
            }

            var last = segments.Skip(i + 1).All(s => s.Content is null);
            var start = 0;
            while (start < segment.Content.Length)
            {
                var end = Array.IndexOf(segment.Content, (byte)'\n', start);
                var line = segment.Content[start..(end < 0 ? segment.Content.Length : end)];
                var complete = end >= 0;
                var hash = Hash([0, .. line]);
                var valid = complete && Lines.IsValid(line, out var parsed);
                var sequence = Lines.SequenceOf(line);
                bool Is(long s) => complete && s < t && hash.SequenceEqual(leaves[(int)s]);

                long? next = null;
                if (e == 0 && !(valid && Lines.IsGenesis(line, origin)) && !(sequence > 0))
                    next = null;
                else if (e < t && Is(e))
                    next = e + 1;
                else if (e < t && sequence > e && Is(sequence.Value))
                {
                    missing.Add((e, sequence.Value));
                    next = sequence + 1;
                }
                else if (e >= t && valid && sequence >= e)
                {
                    if (sequence > e)
                        missing.Add((e, sequence!.Value));
                    next = sequence + 1;
                }

                if (next is null)
                {
                    if (e >= t && e >= c && last && segment.Content.Length - start <= 1_048_576)
                    {
                        torn = true;
                        break;
                    }

                    var wasMissing = sequence is { } s && missing.Any(m => s >= m.From && s < m.To) && (s >= t || Is(s));
                    fault = wasMissing ? missing[0].From : e;
                    if (wasMissing)
                        missing.Clear();
                    break;
                }

                e = next.Value;
                if (valid && Lines.Retention(line, e - 1, origin) is { } dropped)
                    retentions.Add((e - 1, dropped));
                untied |= e - 1 >= t && e - 1 < c;
                lineHashes.Add(hash);
                start = end + 1;
            }
        }

        if (fault is null && e < c)
            missing.Add((e, c));

        // Step 6. The lines make a tree only as far as nothing is missing.
        var whole = missing.Count == 0 ? lineHashes.Count : missing[0].From;
        var limit = fault is { } f ? Math.Min(whole, f) : whole;
        long agreed = 0;
        long heldAgreed = 0;
        foreach (var size in notes.Where(n => n.Size <= limit).GroupBy(n => n.Size))
        {
            if (!size.All(n => Root(lineHashes, n.Size).SequenceEqual(n.Root)))
            {
                var forked = notes.Any(n => n.Size >= size.Key && n.Size <= limit && Root(lineHashes, n.Size).SequenceEqual(n.Root));
                fault = forked ? heldAgreed : Math.Max(agreed, t);
                break;
            }

            agreed = size.Key;
            heldAgreed = size.Any(heldNotes.Contains) ? size.Key : heldAgreed;
        }

        if (p > 0)
        {
            d = Math.Min(p, retentions.Where(r => r.Sequence < agreed).Select(r => r.End).DefaultIfEmpty(0).Max());
            if (d < p)
                missing.Insert(0, (d, p));
        }

        var integrity = fault is not null ? Integrity.Broken
            : c == 0 || (missing.Count > 0 && untied) ? Integrity.NotEstablished
            : Integrity.Intact;
        var completeness = missing.Count > 0 ? Completeness.Refuted : heldAgreed > 0 ? Completeness.Proven : Completeness.NotEstablished;
        var exit = integrity == Integrity.Broken || completeness == Completeness.Refuted ? 1
            : integrity == Integrity.Intact && completeness == Completeness.Proven ? 0
            : 3;
        return new Verdict(integrity, completeness, fault, missing.Count == 0 ? null : missing[0].From, torn, exit, d);
    }

    private sealed record Segment(long First, byte[]? Content, byte[]? Leaves);

    private sealed record Note(string Origin, long Size, byte[] Root);

    private static List<Segment> ReadSegments(string directory)
    {
        var folder = Path.Combine(directory, "segments");
        if (!Directory.Exists(folder))
            return [];
        byte[]? Read(long first, string extension)
        {
            var path = Path.Combine(folder, first.ToString("D20", CultureInfo.InvariantCulture) + extension);
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }

        return [.. Directory.GetFiles(folder)
            .Where(p => Path.GetExtension(p) is ".jsonl" or ".leaves")
            .Select(p => Path.GetFileNameWithoutExtension(p))
            .Where(n => n.Length == 20 && n.All(char.IsAsciiDigit))
            .Select(n => long.Parse(n, CultureInfo.InvariantCulture))
            .Distinct().Order()
            .Select(first => new Segment(first, Read(first, ".jsonl"), Read(first, ".leaves")))];
    }

    private static IEnumerable<byte[]> ReadHandovers(string directory)
    {
        var folder = Path.Combine(directory, "handovers");
        return !Directory.Exists(folder) ? [] : Directory.GetFiles(folder, "*.note")
            .Where(path => SignedText.Parse(File.ReadAllBytes(path)) is { } note && Path.GetFileName(path) == note.Size.ToString("D20", CultureInfo.InvariantCulture) + ".note")
            .Select(File.ReadAllBytes);
    }

    private static List<Note> ReadNotes(string directory, Keys keys)
    {
        var folder = Path.Combine(directory, "checkpoints");
        if (!Directory.Exists(folder))
            return [];
        var notes = new List<Note>();
        foreach (var path in Directory.GetFiles(folder, "*.note"))
        {
            if (ReadNote(File.ReadAllBytes(path), keys) is { } note && Path.GetFileName(path) == note.Size.ToString("D20", CultureInfo.InvariantCulture) + ".note")
                notes.Add(note);
        }

        return notes;
    }

    private static Note? ReadNote(byte[] bytes, Keys keys) =>
        SignedText.Parse(bytes) is { } note && keys.Accept(note) ? new Note(note.Origin, note.Size, note.Root) : null;

    private static string? GenesisOrigin(List<Segment> segments)
    {
        if (segments.FirstOrDefault() is not { First: 0, Content: { } content })
            return null;
        var end = Array.IndexOf(content, (byte)'\n');
        var line = end < 0 ? content : content[..end];
        return Lines.IsValid(line, out var members) && members.GetValueOrDefault("kind") is "genesis" ? members.GetValueOrDefault("origin") : null;
    }

    /// <summary>Step 4: how many segments count with the hashes of their lines.</summary>
    private static int Confirmed(List<Segment> segments, List<Note> notes, string? origin)
    {
        var lines = new List<byte[]>();
        var chain = segments.TakeWhile(s =>
        {
            var dropped = s.Content is null && s.First < FirstLine(segments);
            var follows = s.First == lines.Count && (s.Content is not null || dropped);
            lines.AddRange(!follows ? [] : dropped ? s.Leaves!.Chunk(32) : HashesOfLines(s));
            return follows;
        }).ToList();
        var first = chain.Count == 0 ? [] : chain[0].Content ?? [];
        if (segments.Count > 0 && segments[0].Content is not null && !Lines.IsGenesis(first[..Math.Max(0, Array.IndexOf(first, (byte)'\n'))], origin))
            return 0;
        var agreed = notes.GroupBy(n => n.Size).TakeWhile(size => size.Key <= lines.Count && size.All(n => Root(lines, n.Size).SequenceEqual(n.Root))).LastOrDefault();
        return agreed is null ? 0 : chain.FindLastIndex(s => s.First < agreed.Key);
    }

    /// <summary>P of step 5: the first sequence with a line, if all leaf hashes before it are there.</summary>
    private static long FirstLine(List<Segment> segments)
    {
        long end = 0;
        for (var i = 0; i < segments.Count && segments[i].First == end; i++)
        {
            if (segments[i].Content is not null)
                return end;
            if (i + 1 == segments.Count || segments[i].Leaves!.Length != (segments[i + 1].First - end) * 32)
                return 0;
            end = segments[i + 1].First;
        }

        return 0;
    }

    private static List<byte[]> LeafHashes(List<Segment> segments, int confirmed)
    {
        var all = new List<byte[]>();
        for (var i = 0; i < segments.Count && segments[i].First == all.Count; i++)
        {
            var stored = (segments[i].Leaves ?? []).Chunk(32).Where(h => h.Length == 32).ToList();
            var ofLines = HashesOfLines(segments[i]);
            if (i < confirmed && segments[i].Content is not null)
                all.AddRange(ofLines);
            else if (i == segments.Count - 1)
                all.AddRange([.. stored, .. ofLines.Skip(stored.Count)]);
            else if (segments[i].First + stored.Count == segments[i + 1].First && segments[i].Leaves!.Length % 32 == 0)
                all.AddRange(stored);
            else
                all.AddRange(ofLines);
        }

        return all;
    }

    private static List<byte[]> HashesOfLines(Segment segment)
    {
        var hashes = new List<byte[]>();
        var content = segment.Content ?? [];
        for (int start = 0, end; (end = Array.IndexOf(content, (byte)'\n', start)) >= 0; start = end + 1)
            hashes.Add(Hash([0, .. content[start..end]]));
        return hashes;
    }

    private static byte[] Root(List<byte[]> leaves, long size) => size == 0 ? Hash([]) : Root(leaves, 0, (int)size);

    private static byte[] Root(List<byte[]> leaves, int from, int to)
    {
        if (to - from == 1)
            return leaves[from];
        var k = 1;
        while (2 * k < to - from)
            k *= 2;
        return Hash([1, .. Root(leaves, from, from + k), .. Root(leaves, from + k, to)]);
    }

    private static byte[] Hash(byte[] bytes) => SHA256.HashData(bytes);
}
