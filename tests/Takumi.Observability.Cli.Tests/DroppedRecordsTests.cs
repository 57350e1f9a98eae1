using System.Security.Cryptography;
using Takumi.Observability.Audit.Tests.Verification;

namespace Takumi.Observability.Cli.Tests;

/// <summary>Every command on a journal of which retention dropped the records 0 to 19, as its record 33 says under the checkpoint over 36.</summary>
public sealed class DroppedRecordsTests : IDisposable
{
    private readonly TakumiSession _session = new(new TestJournal(retention: 20));

    public DroppedRecordsTests()
    {
        _session.Journal.DeleteSegment(0, leaves: false);
        _session.Journal.DeleteSegment(10, leaves: false);
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task Show_prints_what_is_left_and_says_what_is_not()
    {
        (await TakumiSession.RunAsync("show", _session.Journal.Root, "--json")).ShouldBe(new TakumiSession.Outcome(
            0,
            string.Concat(_session.Journal.Lines.Skip(20).Select(line => line + "\n")),
            "The lines of the records below 20 are gone, only their leaf hashes are left; 'verify' says whether retention dropped them.\n"));
        (await TakumiSession.RunAsync("show", _session.Journal.Root)).Output.Split('\n')[13].ShouldBe(
            $"      33  2026-11-22T09:00:00.000Z  retention  end=20  log=0f8fad5bd9cb469fa16570867728950e  origin={_session.Journal.Origin}  service=backend  class=financial  period=220924800");
    }

    [Fact]
    public async Task Tail_ends_where_lines_begin()
    {
        (await TakumiSession.RunAsync("tail", _session.Journal.Root, "-n", "3", "--json")).ShouldBe(new TakumiSession.Outcome(0, Lines(37), ""));
        (await TakumiSession.RunAsync("tail", _session.Journal.Root, "-n", "100", "--json")).ShouldBe(new TakumiSession.Outcome(0, Lines(20), ""));

        string Lines(int from) => string.Concat(_session.Journal.Lines.Skip(from).Select(line => line + "\n"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    public async Task A_dropped_record_can_be_neither_proven_nor_bundled(int sequence)
    {
        var refused = new TakumiSession.Outcome(
            2, "", $"Record {sequence} was dropped from '{_session.Journal.Root}' by retention, as record 33 says: below 20 only leaf hashes are left. Allowed: records from 20 on, or a copy made before.\n");

        (await TakumiSession.RunAsync("prove", _session.Journal.Root, $"{sequence}", "--key", _session.Key)).ShouldBe(refused);
        (await TakumiSession.RunAsync("bundle", _session.Journal.Root, $"{sequence}", "--key", _session.Key, "-o", _session.PathOf("b.zip"))).ShouldBe(refused);
        File.Exists(_session.PathOf("b.zip")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_record_that_is_gone_without_a_word_is_missing()
    {
        _session.Journal.DeleteSegment(20, leaves: false);

        (await TakumiSession.RunAsync("prove", _session.Journal.Root, "20", "--key", _session.Key)).ShouldBe(new TakumiSession.Outcome(
            2, "", $"Record 20 is missing in '{_session.Journal.Root}', and no record says that retention dropped it.\n"));
        (await TakumiSession.RunAsync("prove", _session.Journal.Root, "19", "--key", _session.Key)).Error.ShouldEndWith("Allowed: records from 30 on, or a copy made before.\n");
    }

    [Theory]
    [InlineData(20, 29)]
    [InlineData(35, 35)]
    public async Task What_is_left_is_proven_alone_and_with_its_segment(int sequence, int last)
    {
        var proof = await TakumiSession.RunAsync("prove", _session.Journal.Root, $"{sequence}", "--key", _session.Key);
        proof.ExitCode.ShouldBe(0, proof.Error);
        await File.WriteAllTextAsync(_session.PathOf("record.tlog-proof"), proof.Output, TestContext.Current.CancellationToken);
        (await TakumiSession.RunAsync("verify", _session.PathOf("record.tlog-proof"), "--key", _session.Key)).ShouldBe(new TakumiSession.Outcome(
            0, $"Record {sequence} of {_session.Journal.Origin} is what was signed, by the checkpoint over 36 records:\n{_session.Journal.Lines[sequence]}\n", ""));

        var first = sequence / TestJournal.SegmentLength * TestJournal.SegmentLength;
        var bundle = await TakumiSession.RunAsync("bundle", _session.Journal.Root, $"{sequence}", "--key", _session.Key, "-o", _session.PathOf("b.zip"));
        bundle.ShouldBe(new TakumiSession.Outcome(0, "", $"{_session.PathOf("b.zip")}: records {first} to {last} under the checkpoint over 36 records.\n"));
        (await TakumiSession.RunAsync("verify", _session.PathOf("b.zip"), "--key", _session.Key)).ShouldBe(new TakumiSession.Outcome(
            0, $"Records {first} to {last} of {_session.Journal.Origin} are what was signed, by the checkpoint over 36 records; record {sequence} is one of them.\n", ""));
    }

    [Theory]
    [InlineData(8, 36)]
    [InlineData(8, 15)] // both within what was dropped
    [InlineData(15, 25)]
    public async Task Sizes_from_within_what_was_dropped_are_still_connected(int first, int second)
    {
        var proof = await TakumiSession.RunAsync("consistency", _session.Journal.Root, $"{first}", $"{second}", "--key", _session.Key);
        proof.ExitCode.ShouldBe(0, proof.Error);
        await File.WriteAllTextAsync(_session.PathOf("c.json"), proof.Output, TestContext.Current.CancellationToken);

        (await TakumiSession.RunAsync("verify", _session.PathOf("c.json"), "--key", _session.Key)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task An_altered_leaf_hash_connects_nothing()
    {
        var leaves = _session.Journal.LeavesPath(0);
        var bytes = await File.ReadAllBytesAsync(leaves, TestContext.Current.CancellationToken);
        bytes[33] ^= 1;
        await File.WriteAllBytesAsync(leaves, bytes, TestContext.Current.CancellationToken);

        (await TakumiSession.RunAsync("consistency", _session.Journal.Root, "8", "36", "--key", _session.Key))
            .ShouldBe(new TakumiSession.Outcome(1, "", "The first 8 records are not what their checkpoint signed; 'verify' says more.\n"));
    }

    [Fact]
    public async Task Verify_says_what_was_dropped() =>
        (await _session.VerifyAsync("--trusted", _session.Held(15))).ShouldBe(new TakumiSession.Outcome(0, $"""
            journal            {_session.Journal.Root}
            log                {_session.Journal.Origin}
            integrity          intact
            completeness       proven
            dropped            records 0 to 19 (20): by retention, as a signed record says; the leaf hashes are what was signed
            proven             records 0 to 14 (15): all there, none altered
            claimed            records 15 to 35 (21): none altered; more may have been cut off with its checkpoints
            unattested         records 36 to 39 (4): safe from crashes, not from who can write the directory

            """, ""));

    [Fact]
    public async Task Verify_says_so_as_json()
    {
        var verified = await _session.VerifyAsync("--trusted", _session.Held(15), "--json");

        verified.ShouldBe(new TakumiSession.Outcome(0, $$"""
            {
              "verifier": "{{VerifierVersion.Text.Replace("+", "\\u002B")}}",
              "exitCode": 0,
              "integrity": "Intact",
              "completeness": "Proven",
              "origin": "{{_session.Journal.Origin}}",
              "originOnFirstSight": false,
              "remembered": false,
              "records": 40,
              "zones": {
                "proven": {
                  "first": 0,
                  "last": 14,
                  "count": 15
                },
                "claimed": {
                  "first": 15,
                  "last": 35,
                  "count": 21
                },
                "unattested": {
                  "first": 36,
                  "last": 39,
                  "count": 4
                }
              },
              "fault": null,
              "missing": [],
              "dropped": {
                "first": 0,
                "last": 19,
                "count": 20
              },
              "tornTail": null,
              "keys": [
                {
                  "keyId": "{{Convert.ToHexStringLower(SHA256.HashData(_session.Journal.Signer.PublicKey.Span).AsSpan(..4))}}",
                  "from": 0,
                  "until": null
                }
              ],
              "rejectedNotes": [],
              "remarks": []
            }

            """, ""));
    }
}
