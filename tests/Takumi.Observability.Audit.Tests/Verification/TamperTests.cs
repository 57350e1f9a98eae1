using Takumi.Observability.Audit.Tests.IndependentVerifier;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.Verification;

public sealed class TamperTests
{
    private static readonly IReadOnlyList<TamperCase> s_cases = [.. TamperMatrix.Cases, .. HandoverMatrix.Cases, .. RetentionMatrix.Cases];

    public static TheoryData<string> Names => [.. s_cases.Select(c => c.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_case_has_its_verdict_and_place(string name)
    {
        var tampered = s_cases.Single(c => c.ToString() == name);
        using var journal = tampered.Journal();
        byte[][] held = tampered.Holding is { } size ? [journal.Note(size)] : [];
        tampered.Tamper(journal);
        if (tampered.Unusable)
        {
            await Should.ThrowAsync<UnusableAuditInputException>(() => Verify(journal, held));
            return;
        }

        var result = await Verify(journal, held);

        Describe(result).ShouldBe(Describe(tampered));
        if (result.Fault is { Line: { } line } fault)
            fault.ShouldSatisfyAllConditions(() => fault.FirstSequence.ShouldBe(fault.LastSequence), () => OffsetOf(journal, fault.Segment!, line).ShouldBe(fault.Offset!.Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_second_verifier_says_the_same(string name)
    {
        var tampered = s_cases.Single(c => c.ToString() == name);
        using var journal = tampered.Journal();
        byte[][] held = tampered.Holding is { } size ? [journal.Note(size)] : [];
        tampered.Tamper(journal);

        var verdict = SecondVerifier.Verify(journal.Root, journal.PublicKeyPem, held);

        verdict.ShouldBe(tampered.Unusable ? SecondVerifier.Unusable : new SecondVerifier.Verdict(
            Enum.Parse<SecondVerifier.Integrity>(tampered.Integrity.ToString()),
            Enum.Parse<SecondVerifier.Completeness>(tampered.Completeness.ToString()),
            First(tampered.Fault),
            First(tampered.Missing),
            tampered.Torn,
            tampered.ExitCode,
            tampered.Dropped));
    }

    [Fact]
    public async Task A_wrong_key_never_passes()
    {
        using var journal = new TestJournal();
        using var stranger = new TestJournal();

        var result = await new AuditVerifier(new AuditVerifierOptions { Keys = [stranger.PublicKeyPem] }).VerifyAsync(journal.Root, null, TestContext.Current.CancellationToken);
        (result.Integrity, result.Completeness).ShouldBe((AuditIntegrity.NotEstablished, AuditCompleteness.NotEstablished));
        result.RejectedNotes.Select(n => n.Reason).Distinct().ShouldHaveSingleItem().ShouldBe("no given key signed it");
        result.RejectedNotes.Count.ShouldBe(TestJournal.NoteSizes.Length);

        var verifier = new AuditVerifier(new AuditVerifierOptions { Keys = [stranger.PublicKeyPem], TrustedNotes = [journal.Note(36)] });
        var refused = await Should.ThrowAsync<UnusableAuditInputException>(() => verifier.VerifyAsync(journal.Root, null, TestContext.Current.CancellationToken));
        refused.Message.ShouldBe("A trusted checkpoint cannot be used: no given key signed it.");
        SecondVerifier.Verify(journal.Root, stranger.PublicKeyPem, [journal.Note(36)]).ExitCode.ShouldBe(2);
        SecondVerifier.Verify(journal.Root, stranger.PublicKeyPem, []).ExitCode.ShouldBe(3);
    }

    /// <summary>Every byte of every file, one bit each, the eight bits taking turns: no flip below the checkpoint that is held ever passes.</summary>
    [Fact]
    public async Task No_flipped_bit_of_an_attested_record_passes_and_each_is_placed()
    {
        using var journal = new TestJournal(records: 12);
        var held = journal.Note(8);

        var path = journal.SegmentPath(0);
        var bytes = File.ReadAllBytes(path);
        var sequence = 0;
        for (var at = 0; sequence < 8; at++)
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= (byte)(1 << (at % 8));
            await File.WriteAllBytesAsync(path, flipped, TestContext.Current.CancellationToken);

            var result = await Verify(journal, [held]);
            result.Integrity.ShouldBe(AuditIntegrity.Broken, $"byte {at}");
            result.Fault!.FirstSequence.ShouldBe(sequence, $"byte {at}");
            var second = SecondVerifier.Verify(journal.Root, journal.PublicKeyPem, [held]);
            (second.ExitCode, second.Fault).ShouldBe((1, (long?)sequence), $"byte {at}");

            if (bytes[at] == '\n')
                sequence++;
        }
    }

    [Fact]
    public async Task No_flipped_bit_of_a_note_counts_as_a_note_of_this_log_over_other_records()
    {
        using var journal = new TestJournal(records: 12);
        var path = journal.NotePath(8);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        for (var at = 0; at < bytes.Length; at++)
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= (byte)(1 << (at % 8));
            await File.WriteAllBytesAsync(path, flipped, TestContext.Current.CancellationToken);

            var result = await Verify(journal, []);
            result.ClaimedBelow.ShouldBe(0, $"byte {at}");
            result.RejectedNotes.ShouldHaveSingleItem();
            SecondVerifier.Verify(journal.Root, journal.PublicKeyPem, []).ExitCode.ShouldBe(3, $"byte {at}");
        }
    }

    private static Task<AuditVerification> Verify(TestJournal journal, byte[][] held) =>
        new AuditVerifier(new AuditVerifierOptions { Keys = [journal.PublicKeyPem], TrustedNotes = [.. held.Select(n => new ReadOnlyMemory<byte>(n))] })
            .VerifyAsync(journal.Root, null, TestContext.Current.CancellationToken);

    private static string Describe(AuditVerification result)
    {
        var fault = result.Fault is { } f ? f.FirstSequence == f.LastSequence ? $"{f.FirstSequence}" : $"{f.FirstSequence}-{f.LastSequence}" : null;
        var missing = result.Missing.Count == 0 ? null : string.Join(' ', result.Missing.Select(g => $"{g.First}-{g.Last}"));
        return $"{result.Integrity}, {result.Completeness}, fault {fault}, missing {missing}, torn {result.TornTail is not null}, dropped {result.Dropped?.Count ?? 0}";
    }

    private static string Describe(TamperCase expected) =>
        $"{expected.Integrity}, {expected.Completeness}, fault {expected.Fault}, missing {expected.Missing}, torn {expected.Torn}, dropped {expected.Dropped}";

    private static long? First(string? range) => range is null ? null : long.Parse(range.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static long OffsetOf(TestJournal journal, string segment, long line)
    {
        var bytes = File.ReadAllBytes(Path.Join(journal.SegmentsFolder, segment));
        var offset = 0;
        for (var i = 1; i < line; i++)
            offset = Array.IndexOf(bytes, (byte)'\n', offset) + 1;
        return offset;
    }
}
