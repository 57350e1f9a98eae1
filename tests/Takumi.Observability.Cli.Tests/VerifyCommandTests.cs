namespace Takumi.Observability.Cli.Tests;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly TakumiSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task Intact_and_proven_is_0_and_says_what_rests_on_what()
    {
        var verified = await _session.VerifyAsync("--trusted", _session.Held(25));

        verified.ShouldBe(new TakumiSession.Outcome(0, $"""
            journal            {_session.Journal.Root}
            log                {_session.Journal.Origin}
            integrity          intact
            completeness       proven
            proven             records 0 to 24 (25): all there, none altered
            claimed            records 25 to 35 (11): none altered; more may have been cut off with its checkpoints
            unattested         records 36 to 39 (4): safe from crashes, not from who can write the directory

            """, ""));
    }

    [Fact]
    public async Task Without_a_checkpoint_from_elsewhere_it_is_3_and_never_green()
    {
        var verified = await _session.VerifyAsync("--no-state");

        verified.ExitCode.ShouldBe(3);
        verified.Output.ShouldBe($"""
            journal            {_session.Journal.Root}
            log                {_session.Journal.Origin}  (taken on first sight: --origin names the one expected)
            integrity          intact
            completeness       not established
            proven             none
            claimed            records 0 to 35 (36): none altered; more may have been cut off with its checkpoints
            unattested         records 36 to 39 (4): safe from crashes, not from who can write the directory
                               Completeness needs a checkpoint from outside the directory: --trusted, or a later run of this command.

            """);
    }

    [Fact]
    public async Task What_one_run_saw_the_next_run_demands()
    {
        (await _session.VerifyAsync()).ExitCode.ShouldBe(3);
        (await _session.VerifyAsync()).ExitCode.ShouldBe(0);

        _session.Journal.Cut(30);
        var cut = await _session.VerifyAsync();
        cut.ExitCode.ShouldBe(1);
        cut.Output.ShouldContain("completeness       refuted\nmissing            records 30 to 35\n");
        (await _session.VerifyAsync("--no-state")).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task A_refuted_log_is_not_remembered()
    {
        await _session.VerifyAsync();
        _session.Journal.Cut(30);
        await _session.VerifyAsync();
        _session.Journal.Write();

        (await _session.VerifyAsync()).Output.ShouldContain("proven             records 0 to 35 (36)");
    }

    [Fact]
    public async Task Broken_is_1_and_names_the_first_bad_line()
    {
        var offset = _session.Journal.Lines.Skip(10).Take(7).Sum(l => System.Text.Encoding.UTF8.GetByteCount(l) + 1);
        _session.Journal.EditLines(10, lines => lines[7] = lines[7].Replace("17.50", "99.50"));

        var verified = await _session.VerifyAsync("--trusted", _session.Held(36));

        verified.ExitCode.ShouldBe(1);
        verified.Output.ShouldContain($"integrity          broken\ncompleteness       not established\nfirst bad line     record 17, 00000000000000000010.jsonl line 8 (byte {offset}): the line is not the one that was signed\n");
    }

    [Fact]
    public async Task A_range_is_named_where_no_leaf_hash_tells()
    {
        _session.Journal.EditLines(10, lines => lines[7] = lines[7].Replace("17.50", "99.50"));
        _session.Journal.RewriteLeaves(10);

        (await _session.VerifyAsync("--trusted", _session.Held(36))).Output
            .ShouldContain("first bad line     records 15 to 24: a record in this range is not what the checkpoint over 25 records in the directory signed, and no signed leaf hash tells which\n");
    }

    [Fact]
    public async Task Json_says_the_same()
    {
        _session.Journal.EditLines(10, lines => lines.RemoveAt(7));
        _session.Journal.Append("torn");

        var verified = await _session.VerifyAsync("--trusted", _session.Held(15), "--json");

        verified.ExitCode.ShouldBe(1);
        verified.Output.ShouldBe($$"""
            {
              "verifier": "{{VerifierVersion.Text.Replace("+", "\\u002B")}}",
              "exitCode": 1,
              "integrity": "Intact",
              "completeness": "Refuted",
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
                "claimed": null,
                "unattested": {
                  "first": 15,
                  "last": 39,
                  "count": 25
                }
              },
              "fault": null,
              "missing": [
                {
                  "first": 17,
                  "last": 17,
                  "count": 1
                }
              ],
              "dropped": null,
              "tornTail": {
                "segment": "00000000000000000030.jsonl",
                "offset": {{_session.Journal.Lines.Skip(30).Sum(l => System.Text.Encoding.UTF8.GetByteCount(l) + 1)}},
                "bytes": 4
              },
              "keys": [
                {
                  "keyId": "{{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(_session.Journal.Signer.PublicKey.Span).AsSpan(..4))}}",
                  "from": 0,
                  "until": null
                }
              ],
              "rejectedNotes": [],
              "remarks": []
            }

            """);
    }

    [Fact]
    public async Task Another_log_than_the_one_expected_is_1()
    {
        var verified = await _session.VerifyAsync("--origin", "takumi.audit/backend/ffffffffffffffffffffffffffffffff");

        verified.ExitCode.ShouldBe(1);
        verified.Output.ShouldContain("the first record is not the beginning of the log 'takumi.audit/backend/ffffffffffffffffffffffffffffffff'");
        verified.Output.ShouldContain($"counts as no note  00000000000000000008.note: it is of the log '{_session.Journal.Origin}'\n");
    }

    [Fact]
    public async Task A_wrong_key_is_never_0()
    {
        var stranger = _session.KeyOfAStranger();

        (await TakumiSession.RunAsync("verify", _session.Journal.Root, "--key", stranger, "--no-state")).ExitCode.ShouldBe(3);
        (await TakumiSession.RunAsync("verify", _session.Journal.Root, "--key", stranger, "--no-state", "--trusted", _session.Held(36))).ExitCode.ShouldBe(2);

        await _session.VerifyAsync();
        var held = await TakumiSession.RunAsync("verify", _session.Journal.Root, "--key", stranger, "--state", _session.PathOf("state"));
        (held.ExitCode, held.Output).ShouldBe((2, ""));
        held.Error.ShouldMatch("^The checkpoint remembered of this log, '.*', cannot be used: no given key signed it. Give the key that signed it as well, or remove the file.\n$");
    }

    [Fact]
    public async Task Unusable_input_is_2_and_says_why()
    {
        async Task Refused(string message, params string[] args)
        {
            var outcome = await TakumiSession.RunAsync(args);
            (outcome.ExitCode, outcome.Output).ShouldBe((2, ""));
            outcome.Error.ShouldContain(message);
        }

        var (root, key, nowhere) = (_session.Journal.Root, _session.Key, _session.PathOf("nowhere"));
        await Refused("Option '--key' is required.\nSee 'takumi audit verify --help'.\n", "verify", root);
        await Refused("There is no journal in", "verify", nowhere, "--key", key, "--no-state");
        await Refused("nowhere", "verify", root, "--key", nowhere, "--no-state");
        await Refused("cannot be used: A key is a PEM 'PUBLIC KEY' or a verifier key", "verify", root, "--key", _session.Journal.NotePath(8), "--no-state");
        await Refused("A trusted checkpoint cannot be used: a note is UTF-8 without control characters, ending with a newline.", "verify", root, "--key", key, "--no-state", "--trusted", key);
        await Refused("lies in the journal itself", "verify", root, "--key", key, "--no-state", "--trusted", _session.Journal.NotePath(36));
        await Refused("is neither a journal's directory nor a file", "verify", key, "--key", key);
        await Refused("Unrecognized command or argument", "verify", root, "--key", key, "--wrong");
    }

    [Fact]
    public async Task An_interrupted_run_establishes_nothing()
    {
        var error = new StringWriter();
        var exit = await TakumiCommand.RunAsync(
            ["audit", "verify", _session.Journal.Root, "--key", _session.Key, "--no-state"], new() { Output = TextWriter.Null, Error = error }, new CancellationToken(canceled: true));

        exit.ShouldBe(3);
        error.ToString().ShouldEndWith("\nInterrupted: nothing is established.\n");
    }
}
