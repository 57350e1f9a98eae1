using System.Security.Cryptography;
using System.Text.Json;
using Takumi.Observability.Audit.Tests.IndependentVerifier;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.Checkpoints;

/// <summary>A log goes on under another key, and who was given the first one follows.</summary>
public sealed class KeyHandoverTests : IDisposable
{
    private readonly AuditHost _hosts = new();
    private readonly EcdsaNoteSigner _first = EcdsaNoteSigner.Generate();
    private readonly EcdsaNoteSigner _second = EcdsaNoteSigner.Generate();
    private readonly EcdsaNoteSigner _third = EcdsaNoteSigner.Generate();

    private string Anchor => _hosts.Folder.Combine("elsewhere");

    public void Dispose() => _hosts.Dispose();

    [Fact]
    public async Task Who_was_given_the_first_key_follows_the_log_through_two_more()
    {
        await RunAsync(_first);
        await RunAsync(_second, _first);
        await RunAsync(_second, _first); // the old one may stay configured
        await RunAsync(_third, _second);
        await RunAsync(_third);

        var held = await File.ReadAllBytesAsync(Directory.GetFiles(Anchor).Single(path => !Path.GetFileName(path).Contains('-')), TestContext.Current.CancellationToken);
        var result = await new AuditVerifier(new AuditVerifierOptions { Keys = [Pem(_first)], TrustedNotes = [held] }).VerifyAsync(_hosts.Journal, null, TestContext.Current.CancellationToken);
        (result.Integrity, result.Completeness, result.ProvenBelow).ShouldBe((AuditIntegrity.Intact, AuditCompleteness.Proven, result.Records));
        result.RejectedNotes.ShouldBeEmpty();
        result.Keys.Select(key => key.KeyId).ShouldBe([Id(_first), Id(_second), Id(_third)]);
        result.Keys.Select(key => key.From).ShouldBe([0, result.Keys[0].Until!.Value, result.Keys[1].Until!.Value]);
        SecondVerifier.Verify(_hosts.Journal, Pem(_first), [held]).ExitCode.ShouldBe(0);

        var records = JournalOracle.Read(LocalDisk.Open(), _hosts.Journal).Records;
        var keys = records.Where(record => JournalOracle.Text(record, "kind") == "key").ToList();
        keys.Select(Fields).ShouldBe([Expected(_second, _first), Expected(_third, _second)]);
        keys[0].GetProperty("sequence").GetInt64().ShouldBeLessThan(result.Keys[1].From);
    }

    [Fact]
    public async Task An_anchor_that_missed_two_handovers_gets_both_and_then_the_newest_checkpoint()
    {
        await RunAsync(_first);
        await _hosts.RunAsync(o => (o.Signer, o.PreviousSigner) = (_second, _first));
        await _hosts.RunAsync(o => (o.Signer, o.PreviousSigner) = (_third, _second));
        var handovers = Directory.GetFiles(Path.Join(_hosts.Journal, "handovers")).Order().ToList();
        handovers.Count.ShouldBe(2);
        Directory.GetFiles(Anchor).ShouldHaveSingleItem();
        await RunAsync(_third);

        var kept = Directory.GetFiles(Anchor).Order().ToList();
        kept.Select(path => Path.GetFileName(path)[32..]).ShouldBe([.. handovers.Select(path => "-" + Path.GetFileName(path)), ".note"]);
        kept[..2].Select(File.ReadAllText).ShouldBe(handovers.Select(File.ReadAllText));

        Directory.Delete(Path.Join(_hosts.Journal, "handovers"), recursive: true);
        var notes = kept.Select(path => new ReadOnlyMemory<byte>(File.ReadAllBytes(path))).ToList();
        var result = await new AuditVerifier(new AuditVerifierOptions { Keys = [Pem(_first)], TrustedNotes = notes }).VerifyAsync(_hosts.Journal, null, TestContext.Current.CancellationToken);
        (result.Integrity, result.Completeness, result.ProvenBelow).ShouldBe((AuditIntegrity.Intact, AuditCompleteness.Proven, result.Records));
        SecondVerifier.Verify(_hosts.Journal, Pem(_first), [.. notes.Select(note => note.ToArray())]).ExitCode.ShouldBe(0);
        await Should.ThrowAsync<UnusableAuditInputException>(() =>
            new AuditVerifier(new AuditVerifierOptions { Keys = [Pem(_first)], TrustedNotes = notes[2..] }).VerifyAsync(_hosts.Journal, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Another_key_is_refused_unless_the_old_one_hands_over()
    {
        await RunAsync(_first);
        var before = Contents();
        (await _hosts.RefusalAsync(o => o.Signer = _second)).ShouldEndWith(
            $" is signed by key {Id(_first)}, and the configured one is {Id(_second)}. To hand the log over to it, name the old key as well: PreviousSigningKeyFile (or PreviousSigner).");
        (await _hosts.RefusalAsync(o => (o.Signer, o.PreviousSigner) = (_second, _third))).ShouldContain("name the old key as well");
        Contents().ShouldBe(before);
    }

    [Fact]
    public async Task A_key_that_was_replaced_does_not_come_back()
    {
        await RunAsync(_first);
        await RunAsync(_second, _first);
        (await _hosts.RefusalAsync(o => (o.Signer, o.PreviousSigner) = (_first, _second))).ShouldEndWith(
            "until it was replaced, and a key that was replaced does not come back. Make a new one: 'takumi audit key new FILE'.");
    }

    [Fact]
    public async Task A_handover_that_was_interrupted_is_made_by_the_next_start()
    {
        await RunAsync(_first);
        // The new key's service signs nothing: the record is there and the note is not.
        using (var host = _hosts.Build(o => (o.Signer, o.PreviousSigner) = (new DelegateNoteSigner(Pem(_second), (_, _) => throw new HttpRequestException("away")), _first)))
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        Directory.Exists(Path.Join(_hosts.Journal, "handovers")).ShouldBeFalse();
        await RunAsync(_second, _first);
        var result = await new AuditVerifier(new AuditVerifierOptions { Keys = [Pem(_first)] }).VerifyAsync(_hosts.Journal, null, TestContext.Current.CancellationToken);
        (result.Integrity, result.ClaimedBelow).ShouldBe((AuditIntegrity.Intact, result.Records));
        JournalOracle.Read(LocalDisk.Open(), _hosts.Journal).Kinds.Count(kind => kind == "key").ShouldBe(2);
    }

    [Fact]
    public async Task Keys_come_from_files_as_well()
    {
        await _hosts.RunAsync(o => o.SigningKeyFile = _hosts.KeyFile("old.pem", _first));
        await _hosts.RunAsync(o => (o.SigningKeyFile, o.PreviousSigningKeyFile) = (_hosts.KeyFile("new.pem", _second), _hosts.Folder.Combine("old.pem")));
        Directory.GetFiles(Path.Join(_hosts.Journal, "handovers")).ShouldHaveSingleItem();
        (await _hosts.RefusalAsync(o => o.PreviousSigningKeyFile = _hosts.Folder.Combine("old.pem"), "Development"))
            .ShouldBe("PreviousSigningKeyFile or PreviousSigner is set without a key that follows it.");
    }

    private Task RunAsync(EcdsaNoteSigner signer, EcdsaNoteSigner? previous = null) => _hosts.RunAsync(o =>
    {
        (o.Signer, o.PreviousSigner) = (signer, previous);
        o.Anchors.Add(new FileAuditAnchor(Anchor));
    });

    private static string Pem(EcdsaNoteSigner signer) => new NoteKey(null, NoteKey.EcdsaType, signer.PublicKey).ToPem();

    private static string Id(EcdsaNoteSigner signer) => Convert.ToHexStringLower(SHA256.HashData(signer.PublicKey.Span).AsSpan(..4));

    private static (long, string, string, string) Fields(JsonElement record) =>
        (record.GetProperty("type").GetInt64(), JournalOracle.Text(record, "publicKey"), JournalOracle.Text(record, "fingerprint"), JournalOracle.Text(record, "previous"));

    private static (long, string, string, string) Expected(EcdsaNoteSigner signer, EcdsaNoteSigner previous) =>
        (2, Convert.ToBase64String(signer.PublicKey.Span), Convert.ToHexStringLower(SHA256.HashData(signer.PublicKey.Span)), Convert.ToHexStringLower(SHA256.HashData(previous.PublicKey.Span)));

    private List<string> Contents() => [.. Directory.GetFiles(_hosts.Journal, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "lock").Order()
        .Select(path => $"{path} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}")];
}
