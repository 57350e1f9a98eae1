using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Takumi.Observability.Format;
using Takumi.Observability.Merkle;
using Takumi.Observability.Notes;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Evidence;

/// <summary>
/// A zip file that shows one record in the company of its segment: the lines, the checkpoint that covers them, the hashes that connect the two,
/// the record's own proof, and the public keys. Whoever checks it brings the key; the ones inside are there to be compared.
/// </summary>
internal sealed record EvidenceBundle(BundleManifest Manifest, byte[] Segment, byte[] Note, byte[] Proof, IReadOnlyList<string> Keys)
{
    private const string ManifestName = "bundle.json";
    private const string SegmentName = "segment.jsonl";
    private const string NoteName = "checkpoint.note";
    private const string ProofName = "record.tlog-proof";
    private const string ReadMeName = "README.txt";
    private const string OpenedName = "record.opened.json";
    private const long MaxEntryBytes = 2L * 1024 * 1024 * 1024 - 1;

    /// <summary>The record with its personal members in clear, if that was asked for. Nothing proves it: it is the word of who made the bundle.</summary>
    public byte[]? Opened { get; init; }

    public void Write(Stream stream)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
        Add(zip, ManifestName, JsonSerializer.SerializeToUtf8Bytes(Manifest, EvidenceJson.Default.BundleManifest));
        Add(zip, SegmentName, Segment);
        Add(zip, NoteName, Note);
        Add(zip, ProofName, Proof);
        for (var i = 0; i < Keys.Count; i++)
            Add(zip, $"keys/{i + 1}.pem", Encoding.ASCII.GetBytes(Keys[i] + "\n"));
        if (Opened is not null)
            Add(zip, OpenedName, Opened);
        Add(zip, ReadMeName, Encoding.UTF8.GetBytes(ReadMe));
    }

    /// <exception cref="InvalidDataException">It is no bundle.</exception>
    public static EvidenceBundle Read(Stream stream)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        BundleManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(Get(zip, ManifestName), EvidenceJson.Default.BundleManifest);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{ManifestName} cannot be read: {e.Message}", e);
        }

        if (manifest is not { Format: BundleManifest.FormatName })
            throw new InvalidDataException($"{ManifestName} is not of the format '{BundleManifest.FormatName}'.");
        var keys = zip.Entries.Where(e => e.FullName.StartsWith("keys/", StringComparison.Ordinal)).Select(e => Encoding.UTF8.GetString(Get(zip, e.FullName)));
        return new EvidenceBundle(manifest, Get(zip, SegmentName), Get(zip, NoteName), Get(zip, ProofName), [.. keys]);
    }

    /// <summary>What is wrong with the bundle, given a checkpoint whose signature was checked; null if nothing is.</summary>
    public string? FaultAgainst(Checkpoint checkpoint)
    {
        if (checkpoint.Origin != Manifest.Origin || checkpoint.Size != Manifest.Size)
            return $"the checkpoint is over {checkpoint.Size} records of '{checkpoint.Origin}', the bundle of another tree";
        if (Manifest.First < 0 || Manifest.Sequence < Manifest.First || Manifest.Sequence >= Manifest.End)
            return $"record {Manifest.Sequence} is none of the records {Manifest.First} to {Manifest.End - 1}";
        var lines = new CompactRange(Manifest.First);
        var rest = Segment.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            if (end < 0 || !LineReader.TryRead(line, lines.End, out _, out var fault))
                return $"line {lines.End - Manifest.First + 1} of the segment is not record {lines.End}";
            lines.Append(MerkleHasher.HashLeaf(line));
            rest = rest[(end + 1)..];
        }

        if (lines.End != Manifest.End)
            return $"the segment ends before record {lines.End}, not {Manifest.End}";
        return Disagrees(lines, checkpoint) ? $"the records {Manifest.First} to {Manifest.End - 1} are not what the checkpoint signed" : ProofFault(checkpoint);
    }

    private bool Disagrees(CompactRange lines, Checkpoint checkpoint)
    {
        try
        {
            return Manifest.RootWith(lines) != checkpoint.Root;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return true;
        }
    }

    private string? ProofFault(Checkpoint checkpoint)
    {
        if (!InclusionProof.TryParse(Proof, out var proof) || proof.Index != Manifest.Sequence || !proof.LeadsTo(checkpoint))
            return $"the proof of record {Manifest.Sequence} does not lead to the checkpoint";
        return null;
    }

    private string ReadMe =>
        $"""
        Evidence for record {Manifest.Sequence} of the log
        {Manifest.Origin}

        segment.jsonl      records {Manifest.First} to {Manifest.End - 1}, as they were written
        checkpoint.note    the log's signature over its first {Manifest.Size} records (C2SP tlog-checkpoint)
        record.tlog-proof  that record {Manifest.Sequence} is one of them (C2SP tlog-proof)
        bundle.json        the hashes that connect the segment with the checkpoint
        keys/              public keys; compare them with those that you have from the log's owner{(Opened is null ? "" : """

        record.opened.json the record with its personal members in clear, by the word of who made this file
        """)}

        To check: takumi audit verify THIS.zip --key pub.pem
        Made by {Manifest.Verifier}. The format is in the README of Takumi.Observability.Cli.

        """;

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(bytes);
    }

    private static byte[] Get(ZipArchive zip, string name)
    {
        var entry = zip.GetEntry(name) ?? throw new InvalidDataException($"The bundle has no {name}.");
        if (entry.Length > MaxEntryBytes)
            throw new InvalidDataException($"{name} has {entry.Length} bytes, {MaxEntryBytes} are allowed.");
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
