using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Cli.Evidence;
using Takumi.Observability.Merkle;

namespace Takumi.Observability.Cli.Tests;

public sealed class EvidenceTests : IDisposable
{
    private readonly TakumiSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_proof_is_written_as_the_specification_says()
    {
        // github.com/transparency-dev/formats, proof/tlog_proof_test.go: "proof with extra data"
        var (hash, extra) = (SHA256.HashData("hash1"u8), "extra information"u8.ToArray());
        var text = $"c2sp.org/tlog-proof@v1\nextra {Convert.ToBase64String(extra)}\nindex 10\n{Convert.ToBase64String(hash)}\n\ncheckpoint data\n";

        new InclusionProof(10, extra, [new MerkleHash(hash)], "checkpoint data\n"u8.ToArray()).ToText().ShouldBe(text);
        InclusionProof.TryParse(Encoding.UTF8.GetBytes(text), out var parsed).ShouldBeTrue();
        parsed!.ToText().ShouldBe(text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(35)]
    public async Task A_proof_stands_alone(int sequence)
    {
        var proof = await ProveAsync(sequence);
        _session.Journal.Dispose();
        Directory.CreateDirectory(_session.Journal.Root); // so that the session can clean up

        var verified = await TakumiSession.RunAsync("verify", proof, "--key", _session.Key);

        verified.ShouldBe(new TakumiSession.Outcome(
            0, $"Record {sequence} of {_session.Journal.Origin} is what was signed, by the checkpoint over 36 records:\n{_session.Journal.Lines[sequence]}\n", ""));
    }

    [Fact]
    public async Task No_flipped_bit_of_a_proof_verifies()
    {
        var path = await ProveAsync(17);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        for (var at = 0; at < bytes.Length; at++)
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= (byte)(1 << (at % 8));
            await File.WriteAllBytesAsync(path, flipped, TestContext.Current.CancellationToken);
            (await TakumiSession.RunAsync("verify", path, "--key", _session.Key)).ExitCode.ShouldNotBe(0, $"byte {at}");
        }
    }

    [Fact]
    public async Task What_no_checkpoint_covers_cannot_be_proven_yet()
    {
        (await TakumiSession.RunAsync("prove", _session.Journal.Root, "36", "--key", _session.Key))
            .ShouldBe(new TakumiSession.Outcome(3, "", "No checkpoint that a given key signed covers record 36 yet.\n"));
        (await TakumiSession.RunAsync("prove", _session.Journal.Root, "3", "--key", _session.KeyOfAStranger())).ExitCode.ShouldBe(3);
        (await TakumiSession.RunAsync("prove", _session.Journal.Root, "-1", "--key", _session.Key)).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task An_altered_record_has_no_proof()
    {
        _session.Journal.EditLines(10, lines => lines[7] = lines[7].Replace("17.50", "99.50"));

        (await TakumiSession.RunAsync("prove", _session.Journal.Root, "17", "--key", _session.Key))
            .ShouldBe(new TakumiSession.Outcome(1, "", "Record 17 is not what the checkpoint over 36 records signed; 'verify' says more.\n"));
    }

    [Fact]
    public async Task Evidence_says_nothing_to_who_has_another_key()
    {
        var proof = await ProveAsync(17);

        (await TakumiSession.RunAsync("verify", proof, "--key", _session.KeyOfAStranger())).ShouldBe(new TakumiSession.Outcome(3, "", "Nothing is established: no given key signed it.\n"));
    }

    [Theory]
    [InlineData(15, 36, 0)]
    [InlineData(8, 25, 0)]
    [InlineData(30, 30, 0)]
    [InlineData(10, 36, 3)] // no checkpoint over 10 records: the proof connects roots, and nobody signed the first
    public async Task A_consistency_proof_connects_two_sizes(int first, int second, int verdict)
    {
        var proof = await TakumiSession.RunAsync("consistency", _session.Journal.Root, $"{first}", $"{second}", "--key", _session.Key);
        proof.ExitCode.ShouldBe(0, proof.Error);
        await File.WriteAllTextAsync(_session.PathOf("c.json"), proof.Output, TestContext.Current.CancellationToken);

        (await TakumiSession.RunAsync("verify", _session.PathOf("c.json"), "--key", _session.Key)).ExitCode.ShouldBe(verdict);
    }

    [Fact]
    public async Task A_consistency_proof_of_a_fork_fails()
    {
        var proof = (await TakumiSession.RunAsync("consistency", _session.Journal.Root, "15", "36", "--key", _session.Key)).Output;
        var parsed = ConsistencyProof.Parse(Encoding.UTF8.GetBytes(proof))!;
        parsed.Connects().ShouldBeTrue();
        (parsed with { First = parsed.First with { Root = parsed.Second.Root } }).Connects().ShouldBeFalse();
        (parsed with { Path = [.. parsed.Path.Skip(1)] }).Connects().ShouldBeFalse();
        (parsed with { Path = ["no base64"] }).Connects().ShouldBeFalse();

        _session.Journal.EditLines(0, lines => lines[3] = _session.Journal.Line(3, "forged"));
        _session.Journal.RewriteLeaves(0);
        (await TakumiSession.RunAsync("consistency", _session.Journal.Root, "15", "36", "--key", _session.Key)).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData(3, 0, 9)]
    [InlineData(17, 10, 19)]
    [InlineData(31, 30, 35)] // what comes after the checkpoint is not in the bundle
    public async Task A_bundle_stands_alone(int sequence, int first, int last)
    {
        var zip = await BundleAsync(sequence);

        (await TakumiSession.RunAsync("verify", zip, "--key", _session.Key)).ShouldBe(new TakumiSession.Outcome(
            0, $"Records {first} to {last} of {_session.Journal.Origin} are what was signed, by the checkpoint over 36 records; record {sequence} is one of them.\n", ""));
        (await TakumiSession.RunAsync("verify", zip, "--key", _session.KeyOfAStranger())).ExitCode.ShouldBe(3);
        using var archive = ZipFile.OpenRead(zip);
        archive.Entries.Select(e => e.FullName).ShouldBe(["bundle.json", "segment.jsonl", "checkpoint.note", "record.tlog-proof", "keys/1.pem", "README.txt"]);
    }

    [Theory]
    [InlineData("segment.jsonl", "17.50", "99.50", "the records 10 to 19 are not what the checkpoint signed")]
    [InlineData("segment.jsonl", "\"sequence\":17", "\"sequence\":71", "line 8 of the segment is not record 17")]
    [InlineData("bundle.json", "\"first\": 10", "\"first\": 11", "line 1 of the segment is not record 11")]
    [InlineData("bundle.json", "\"end\": 20", "\"end\": 19", "the segment ends before record 20, not 19")]
    [InlineData("bundle.json", "\"size\": 36", "\"size\": 37", "the checkpoint is over 36 records of")]
    [InlineData("bundle.json", "\"sequence\": 17", "\"sequence\": 18", "the proof of record 18 does not lead to the checkpoint")]
    public async Task An_altered_bundle_is_found_out(string entry, string text, string forged, string fault)
    {
        var zip = await BundleAsync(17);
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Update))
        {
            using var stream = archive.GetEntry(entry)!.Open();
            var content = await new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken);
            content.ShouldContain(text);
            stream.SetLength(0);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(content.Replace(text, forged)), TestContext.Current.CancellationToken);
        }

        var verified = await TakumiSession.RunAsync("verify", zip, "--key", _session.Key);
        verified.ExitCode.ShouldBe(1);
        verified.Error.ShouldContain(fault);
    }

    [Fact]
    public async Task Evidence_never_replaces_a_file()
    {
        await BundleAsync(17);

        (await TakumiSession.RunAsync("bundle", _session.Journal.Root, "18", "--key", _session.Key, "-o", _session.PathOf("evidence.zip"))).ExitCode.ShouldBe(2);
    }

    private async Task<string> ProveAsync(int sequence)
    {
        var proof = await TakumiSession.RunAsync("prove", _session.Journal.Root, $"{sequence}", "--key", _session.Key);
        proof.ExitCode.ShouldBe(0, proof.Error);
        await File.WriteAllTextAsync(_session.PathOf("record.tlog-proof"), proof.Output, TestContext.Current.CancellationToken);
        return _session.PathOf("record.tlog-proof");
    }

    private async Task<string> BundleAsync(int sequence)
    {
        var path = _session.PathOf("evidence.zip");
        var bundle = await TakumiSession.RunAsync("bundle", _session.Journal.Root, $"{sequence}", "--key", _session.Key, "--output", path);
        bundle.ExitCode.ShouldBe(0, bundle.Error);
        return path;
    }
}
