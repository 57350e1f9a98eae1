using Takumi.Observability.Audit.Tests.IndependentVerifier;
using Takumi.Observability.Notes;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.Verification;

/// <summary>What a handover that is none must not do; both verifiers are asked.</summary>
public sealed class HandoverTests : IDisposable
{
    private readonly TestJournal _journal = new(handover: 25);

    public void Dispose() => _journal.Dispose();

    [Fact]
    public async Task A_key_that_was_replaced_hands_nothing_over_to_a_second_key_not_even_at_the_same_size()
    {
        var held = File.ReadAllBytes(_journal.NotePath(25));
        using var thief = EcdsaNoteSigner.Generate();
        await File.WriteAllBytesAsync(_journal.HandoverPath(25), _journal.Handover(25, thief, [_journal.Signer, thief]), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_journal.NotePath(36), TestJournal.Sign(thief, _journal.Origin, 36, _journal.Lines), TestContext.Current.CancellationToken);

        var result = await VerifyAsync(held);

        result.ProvenBelow.ShouldBe(25);
        result.ClaimedBelow.ShouldBe(30);
        result.RejectedNotes.ShouldHaveSingleItem().File.ShouldContain("36");
    }

    [Fact]
    public async Task A_key_on_a_curve_that_nobody_knows_is_no_key_and_stops_no_verification()
    {
        var held = File.ReadAllBytes(_journal.NotePath(15));
        var path = _journal.HandoverPath(25);
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        var next = Array.FindIndex(lines, line => line.StartsWith("next-key ", StringComparison.Ordinal));
        var parts = lines[next].Split('+', 3); // name, id, and a base64 text that may hold a plus
        var key = Convert.FromBase64String(parts[2]);
        var curve = key.AsSpan().IndexOf<byte>([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]);
        curve.ShouldBePositive();
        key[curve + 7] ^= 0x40;
        lines[next] = $"{parts[0]}+{parts[1]}+{Convert.ToBase64String(key)}";
        await File.WriteAllTextAsync(path, string.Join('\n', lines) + "\n", TestContext.Current.CancellationToken);

        var result = await VerifyAsync(held);

        result.ClaimedBelow.ShouldBe(25);
        SecondVerifier.Verify(_journal.Root, _journal.PublicKeyPem, [held]).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Who_fills_the_directory_does_not_fill_the_memory()
    {
        for (var size = 0; size < 70; size++)
        {
            await using var file = File.Create(_journal.HandoverPath(size));
            file.SetLength(1_000_000);
        }

        (await Should.ThrowAsync<UnusableAuditInputException>(() => VerifyAsync([]))).Message
            .ShouldBe($"'{Path.GetDirectoryName(_journal.HandoverPath(0))}' holds more than 67108864 bytes; allowed: a note for each change of the key.");
    }

    private Task<AuditVerification> VerifyAsync(byte[] held) =>
        new AuditVerifier(new AuditVerifierOptions { Keys = [_journal.PublicKeyPem], TrustedNotes = [held] }).VerifyAsync(_journal.Root, null, TestContext.Current.CancellationToken);
}
