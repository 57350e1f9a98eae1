using Takumi.Observability.Notes;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.Verification;

public sealed class AuditVerifierTests : IDisposable
{
    private readonly TestJournal _journal = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _journal.Dispose();

    [Fact]
    public async Task The_result_says_what_was_found()
    {
        var result = await Verify([_journal.Note(25)]);

        result.ShouldSatisfyAllConditions(
            () => result.Origin.ShouldBe(_journal.Origin),
            () => result.OriginOnFirstSight.ShouldBeFalse(),
            () => result.Records.ShouldBe(40),
            () => result.ProvenBelow.ShouldBe(25),
            () => result.ClaimedBelow.ShouldBe(36),
            () => result.NewestNote!.Value.ToArray().ShouldBe(File.ReadAllBytes(_journal.NotePath(36))),
            () => result.Missing.ShouldBeEmpty(),
            () => result.Fault.ShouldBeNull(),
            () => result.TornTail.ShouldBeNull(),
            () => result.RejectedNotes.ShouldBeEmpty(),
            () => result.Remarks.ShouldBeEmpty());
    }

    [Fact]
    public async Task The_newest_of_several_held_checkpoints_counts()
    {
        (await Verify([_journal.Note(8), _journal.Note(30), _journal.Note(15)])).ProvenBelow.ShouldBe(30);
        (await Verify([_journal.Note(8), _journal.Note(39)])).ProvenBelow.ShouldBe(39);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public async Task The_number_of_segments_at_a_time_changes_nothing(int parallelism)
    {
        _journal.EditLines(20, lines => lines[3] = _journal.Line(23, "forged"));

        var result = await Verify([_journal.Note(36)], parallelism);

        result.Fault!.FirstSequence.ShouldBe(23);
        result.ClaimedBelow.ShouldBe(15);
    }

    [Fact]
    public async Task Progress_reaches_the_whole_and_tells_of_the_second_pass()
    {
        var length = Directory.GetFiles(_journal.SegmentsFolder, "*.jsonl").Sum(f => new FileInfo(f).Length);
        var progress = new Reports();
        await Verify([], 2, progress);
        progress.Seen.Max(p => p.BytesRead).ShouldBe(length);
        progress.Seen.ShouldAllBe(p => p.TotalBytes == length && !p.Locating);

        _journal.EditLines(0, lines => lines.RemoveAt(3));
        progress = new Reports();
        await Verify([], 2, progress);
        progress.Seen.ShouldContain(p => p.Locating);
    }

    [Fact]
    public async Task Cancelling_ends_it()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Reports { OnReport = stop.Cancel };
        var verifier = new AuditVerifier(new AuditVerifierOptions { Keys = [_journal.PublicKeyPem], MaxDegreeOfParallelism = 1 });

        await Should.ThrowAsync<OperationCanceledException>(() => verifier.VerifyAsync(_journal.Root, progress, stop.Token));
        progress.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Damaged_leaf_hashes_are_told_beside_attested_records()
    {
        await File.WriteAllBytesAsync(_journal.LeavesPath(0), new byte[320], Cancellation);
        File.Delete(_journal.LeavesPath(10));
        await File.AppendAllTextAsync(_journal.LeavesPath(20), "more", Cancellation);
        File.Delete(_journal.LeavesPath(30));

        var result = await Verify([_journal.Note(36)]);

        (result.Integrity, result.Completeness).ShouldBe((AuditIntegrity.Intact, AuditCompleteness.Proven));
        result.Remarks.ShouldBe([
            "00000000000000000000.leaves: the leaf hash of record 0 is not that of its line",
            "00000000000000000010.leaves: the leaf hash of record 10 is missing",
            "00000000000000000020.leaves: goes on after the leaf hash of record 29",
        ]);
    }

    [Fact]
    public async Task Rejected_notes_are_named_with_their_reason()
    {
        using var stranger = new TestJournal();
        using var other = new TestJournal(_journal.Signer, "ffffffffffffffffffffffffffffffff");
        File.Copy(stranger.NotePath(8), _journal.NotePath(8), true);
        File.Copy(other.NotePath(15), _journal.NotePath(15), true);
        File.Move(_journal.NotePath(25), _journal.NotePath(26));
        await File.WriteAllTextAsync(_journal.NotePath(30), "torn", Cancellation);
        var newest = await File.ReadAllTextAsync(_journal.NotePath(36), Cancellation);
        var signatureAt = newest.LastIndexOf(' ') + 1;
        var signature = Convert.FromBase64String(newest[signatureAt..^1]);
        signature[^1] ^= 1; // the signature's last byte, not a character of its text, which might no longer be base64
        await File.WriteAllTextAsync(_journal.NotePath(37), $"{newest[..signatureAt]}{Convert.ToBase64String(signature)}\n", Cancellation);

        var result = await Verify([_journal.Note(36)]);

        result.Integrity.ShouldBe(AuditIntegrity.Intact);
        result.RejectedNotes.ShouldBe([
            new("00000000000000000008.note", "no given key signed it"),
            new("00000000000000000015.note", $"it is of the log '{other.Origin}'"),
            new("00000000000000000026.note", "it is over 25 records"),
            new("00000000000000000030.note", "a note is UTF-8 without control characters, ending with a newline"),
            new("00000000000000000037.note", "the signature by a given key does not verify: it is forged or damaged"),
        ]);
    }

    [Fact]
    public async Task A_fork_is_called_one()
    {
        var held = _journal.Note(25);
        var lines = _journal.Lines.Select((l, i) => i < 20 ? l : _journal.Line(i, "forged")).ToList();
        for (var first = 0; first < 40; first += 10)
            _journal.WriteSegment(first, lines.Skip(first).Take(10));
        foreach (var size in TestJournal.NoteSizes)
            await File.WriteAllBytesAsync(_journal.NotePath(size), TestJournal.Sign(_journal.Signer, _journal.Origin, size, lines), Cancellation);

        (await Verify([held])).Fault!.Reason
            .ShouldBe("the records are another history than the one that the trusted checkpoint over 25 records signed, and are signed by the same key: the log has been forked");
    }

    [Fact]
    public async Task A_journal_may_be_written_to_meanwhile()
    {
        var progress = new Reports { OnReport = () => _journal.Append(_journal.Line(40, "") + "\n{\"sequence\":41") };

        var result = await Verify([_journal.Note(36)], 1, progress);

        (result.Integrity, result.Completeness).ShouldBe((AuditIntegrity.Intact, AuditCompleteness.Proven));
    }

    [Fact]
    public async Task An_empty_journal_is_nothing_established()
    {
        foreach (var path in Directory.GetFiles(_journal.Root, "*", SearchOption.AllDirectories))
            File.Delete(path);
        await File.WriteAllTextAsync(_journal.SegmentPath(0), "", Cancellation);

        var result = await Verify([]);

        (result.Integrity, result.Completeness, result.Records, result.Origin).ShouldBe((AuditIntegrity.NotEstablished, AuditCompleteness.NotEstablished, 0L, null));
    }

    [Fact]
    public async Task A_trusted_checkpoint_over_a_log_that_is_gone_refutes()
    {
        Directory.Delete(_journal.SegmentsFolder, true);
        Directory.Delete(Path.Join(_journal.Root, "checkpoints"), true);

        (await Verify([_journal.Note(36)])).Missing.ShouldBe([new AuditGap(0, 35)]);
        (await Should.ThrowAsync<UnusableAuditInputException>(() => Verify([]))).Message
            .ShouldBe($"There is no journal in '{_journal.Root}': neither records nor a checkpoint that a given key signed.");
    }

    [Fact]
    public async Task Unusable_input_is_refused_with_its_reason()
    {
        using var other = new TestJournal(_journal.Signer, "ffffffffffffffffffffffffffffffff");

        (await Should.ThrowAsync<UnusableAuditInputException>(() => Verify([other.Note(8), _journal.Note(8)]))).Message
            .ShouldBe($"A trusted checkpoint is of the log '{_journal.Origin}', not of '{other.Origin}'.");
        Should.Throw<UnusableAuditInputException>(() => new AuditVerifier(new AuditVerifierOptions { Keys = [] })).Message
            .ShouldBe("No key is given: at least one public key is needed to check signatures.");
        Should.Throw<UnusableAuditInputException>(() => new AuditVerifier(new AuditVerifierOptions { Keys = ["x"] })).Message
            .ShouldBe("A key cannot be used: A key is a PEM 'PUBLIC KEY' or a verifier key 'name+id+base64' with an id of 8 hexadecimal digits.");
        Should.Throw<UnusableAuditInputException>(() => new AuditVerifier(new AuditVerifierOptions { Keys = [_journal.PublicKeyPem], MaxDegreeOfParallelism = 0 })).Message
            .ShouldBe("MaxDegreeOfParallelism is 0; at least 1 is needed.");
    }

    [Fact]
    public async Task Keys_of_several_logs_or_times_may_be_given()
    {
        using var other = EcdsaNoteSigner.Generate();
        var verifier = new AuditVerifier(new AuditVerifierOptions
        {
            Keys = [new NoteKey(null, other.SignatureType, other.PublicKey).ToPem(), _journal.PublicKeyPem],
            TrustedNotes = [TestJournal.Sign(other, _journal.Origin, 20, _journal.Lines)],
        });

        (await verifier.VerifyAsync(_journal.Root, null, Cancellation)).ProvenBelow.ShouldBe(20);
    }

    private Task<AuditVerification> Verify(byte[][] held, int parallelism = 2, IProgress<AuditVerificationProgress>? progress = null) =>
        new AuditVerifier(new AuditVerifierOptions
        {
            Keys = [_journal.PublicKeyPem],
            TrustedNotes = [.. held.Select(n => new ReadOnlyMemory<byte>(n))],
            MaxDegreeOfParallelism = parallelism,
        }).VerifyAsync(_journal.Root, progress, Cancellation);

    private sealed class Reports : IProgress<AuditVerificationProgress>
    {
        private readonly Lock _lock = new();

        public List<AuditVerificationProgress> Seen { get; } = [];

        public Action OnReport { get; init; } = () => { };

        public void Report(AuditVerificationProgress value)
        {
            lock (_lock)
                Seen.Add(value);
            OnReport();
        }
    }
}
