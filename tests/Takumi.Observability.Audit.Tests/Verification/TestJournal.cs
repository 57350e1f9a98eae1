using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Notes;

namespace Takumi.Observability.Audit.Tests.Verification;

/// <summary>
/// A small journal laid out by the README's "Format", in the hands of somebody with write access: forty records in segments of ten, checkpoints
/// over 8, 15, 25, 30 and 36 of them, so that the last four are unattested and no checkpoint but one falls on a segment's end.
/// </summary>
internal sealed class TestJournal : IDisposable
{
    public const int SegmentLength = 10;
    public static readonly int[] NoteSizes = [8, 15, 25, 30, 36];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("takumi-audit-");

    /// <param name="signer">The key, or the first one; null for a new one.</param>
    /// <param name="log">Its id.</param>
    /// <param name="records">How many.</param>
    /// <param name="salt">Makes other records.</param>
    /// <param name="retention">Record 33 says that the records below this one are dropped.</param>
    /// <param name="handover">The checkpoint that hands the log over to <see cref="NextSigner"/>.</param>
    public TestJournal(EcdsaNoteSigner? signer = null, string log = "0f8fad5bd9cb469fa16570867728950e", int records = 40, string salt = "", int? handover = null, int? retention = null)
    {
        Signer = signer ?? EcdsaNoteSigner.Generate();
        HandoverSize = handover;
        Origin = "takumi.audit/backend/" + log;
        Lines = [.. Enumerable.Range(0, records).Select(i => Line(i, log, salt))];
        if (retention is { } end)
            Lines[33] = $$"""{"sequence":33,"id":"{{new string('3', 32)}}","kind":"retention","timestamp":"2026-11-22T09:00:00.000Z","end":{{end}},"log":"{{log}}","origin":"{{Origin}}","service":"backend","class":"financial","period":220924800}""";
        Directory.CreateDirectory(SegmentsFolder);
        Directory.CreateDirectory(Path.Join(Root, "checkpoints"));
        Write();
    }

    public string Root => _folder.FullName;

    public string SegmentsFolder => Path.Join(Root, "segments");

    public EcdsaNoteSigner Signer { get; }

    /// <summary>The key that signs after the handover.</summary>
    public EcdsaNoteSigner NextSigner { get; } = EcdsaNoteSigner.Generate();

    public int? HandoverSize { get; }

    public string PublicKeyPem => PemEncoding.WriteString("PUBLIC KEY", Signer.PublicKey.Span);

    public string Origin { get; }

    /// <summary>What was recorded: the truth, whatever happens to the files.</summary>
    public List<string> Lines { get; }

    public string SegmentPath(int first) => Path.Join(SegmentsFolder, $"{first:d20}.jsonl");

    public string LeavesPath(int first) => Path.Join(SegmentsFolder, $"{first:d20}.leaves");

    public string NotePath(int size) => Path.Join(Root, "checkpoints", $"{size:d20}.note");

    /// <summary>A checkpoint over the first records as they were recorded, signed by the log's key.</summary>
    public byte[] Note(int size) =>
        size == HandoverSize ? Handover(size, NextSigner, [Signer, NextSigner]) : Sign(size > HandoverSize ? NextSigner : Signer, Origin, size, Lines);

    /// <summary>A checkpoint that names the next key, signed by whoever may or may not.</summary>
    public byte[] Handover(int size, EcdsaNoteSigner next, IReadOnlyList<EcdsaNoteSigner> signers, List<string>? lines = null) =>
        Sign(signers, Origin, size, lines ?? Lines, $"next-key {new NoteKey(Origin, NoteKey.EcdsaType, next.PublicKey).ToVerifierKey(Origin)}\n");

    public string HandoverPath(int size) => Path.Join(Root, "handovers", $"{size:d20}.note");

    /// <summary>Writes everything as an honest writer would have.</summary>
    public void Write()
    {
        for (var first = 0; first < Lines.Count; first += SegmentLength)
            WriteSegment(first, Lines.Skip(first).Take(SegmentLength));
        foreach (var size in NoteSizes.Where(s => s <= Lines.Count))
            File.WriteAllBytes(NotePath(size), Note(size));
        if (HandoverSize is { } handover)
        {
            Directory.CreateDirectory(Path.Join(Root, "handovers"));
            File.WriteAllBytes(HandoverPath(handover), File.ReadAllBytes(NotePath(handover)));
        }

        File.WriteAllText(Path.Join(Root, "checkpoints", "newest"), Path.GetFileName(NotePath(NoteSizes.Last(s => s <= Lines.Count))) + "\n");
    }

    public void WriteSegment(int first, IEnumerable<string> lines, bool leaves = true)
    {
        var list = lines.ToList();
        File.WriteAllText(SegmentPath(first), string.Concat(list.Select(l => l + "\n")));
        if (leaves)
            File.WriteAllBytes(LeavesPath(first), [.. list.SelectMany(l => LeafHash(l))]);
    }

    /// <summary>Edits the lines of one segment and leaves its leaf hashes alone.</summary>
    public void EditLines(int first, Action<List<string>> edit)
    {
        var lines = File.ReadAllLines(SegmentPath(first)).ToList();
        edit(lines);
        WriteSegment(first, lines, leaves: false);
    }

    public void RewriteLeaves(int first) => WriteSegment(first, File.ReadAllLines(SegmentPath(first)));

    /// <summary>Cuts all records from <paramref name="from"/> on with their leaf hashes, and the notes over them.</summary>
    public void Cut(int from, bool notes = true)
    {
        for (var first = 0; first < Lines.Count; first += SegmentLength)
        {
            if (first >= from)
                DeleteSegment(first);
            else if (first + SegmentLength > from)
                WriteSegment(first, Lines.Skip(first).Take(from - first));
        }

        foreach (var size in NoteSizes.Where(s => notes && s > from))
            File.Delete(NotePath(size));
    }

    public void DeleteSegment(int first, bool leaves = true)
    {
        File.Delete(SegmentPath(first));
        if (leaves)
            File.Delete(LeavesPath(first));
    }

    public void Append(string text) => File.AppendAllText(SegmentPath((Lines.Count - 1) / SegmentLength * SegmentLength), text);

    public string Line(int sequence, string salt) => Line(sequence, Origin.Split('/')[2], salt);

    public static byte[] Sign(EcdsaNoteSigner signer, string origin, int size, List<string> lines) => Sign([signer], origin, size, lines, "");

    private static byte[] Sign(IReadOnlyList<EcdsaNoteSigner> signers, string origin, int size, List<string> lines, string extension)
    {
        var text = $"{origin}\n{size}\n{Convert.ToBase64String(RootOf([.. lines.Take(size).Select(LeafHash)]))}\n{extension}";
        return SignedNote.SignAsync(text, origin, signers, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] LeafHash(string line) => SHA256.HashData([0, .. Encoding.UTF8.GetBytes(line)]);

    private static byte[] RootOf(byte[][] leaves)
    {
        if (leaves.Length == 1)
            return leaves[0];
        var k = 1;
        while (2 * k < leaves.Length)
            k *= 2;
        return SHA256.HashData([1, .. RootOf(leaves[..k]), .. RootOf(leaves[k..])]);
    }

    private static string Line(int sequence, string log, string salt)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{log} {sequence} {salt}")))[..32];
        // The clock steps back after every seventh record: order is by sequence, never by time.
        var time = new DateTime(2026, 11, 22, 8, 0, 0, DateTimeKind.Utc).AddSeconds(sequence - sequence % 7 * 3600).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var head = $$"""{"sequence":{{sequence}},"id":"{{id}}","kind":""";
        return sequence switch
        {
            0 => $$"""{{head}}"genesis","timestamp":"{{time}}","format":1,"log":"{{log}}","origin":"takumi.audit/backend/{{log}}","service":"backend"}""",
            1 => $$"""{{head}}"start","timestamp":"{{time}}","host":"h","pid":7,"version":"0.1.0","previous":"none"}""",
            _ => $$"""{{head}}"event","timestamp":"{{time}}","event":"reward_claimed","resource":"quiz\u001f","action":"claim_réward","result":"success","amount":"{{sequence}}.50","metadata":{"a":"x{{salt}}","b":{{sequence}},"c":true},"service":"backend","environment":"test"}""",
        };
    }
}
