using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Audit.Tests.Checkpoints;

/// <summary>Where the key comes from, and who else may read it.</summary>
public sealed class SigningKeyTests : IDisposable
{
    private readonly AuditHost _hosts = new();
    private readonly EcdsaNoteSigner _signer = EcdsaNoteSigner.Generate();

    public void Dispose() => _hosts.Dispose();

    [Fact]
    public async Task Outside_development_a_key_is_required()
    {
        (await _hosts.RefusalAsync()).ShouldBe(
            $"The audit journal {_hosts.Journal} has no signing key, and only the environment Development makes one by itself; this is 'Production'. " +
            "Make one where the journal's backups don't take it, 'takumi audit key new FILE', and set AuditJournalOptions.SigningKeyFile to it.");
        Directory.Exists(_hosts.Journal).ShouldBeFalse();
    }

    [Fact]
    public void A_key_is_named_once() =>
        new AuditJournalOptions { Signer = _signer, SigningKeyFile = "a", PreviousSigner = _signer, PreviousSigningKeyFile = "b" }.Validate().ShouldBe(
        [
            "Signer and SigningKeyFile are both set; allowed: one of them.",
            "PreviousSigner and PreviousSigningKeyFile are both set; allowed: one of them.",
        ]);

    [Fact]
    public async Task Development_makes_a_key_once_and_tells()
    {
        await _hosts.RunAsync(environment: "Development");
        await _hosts.RunAsync(environment: "Development");
        _hosts.Logs.Logs.Count(log => log.Level == LogLevel.Warning && log.Message.Contains("A signing key for audit checkpoints was made in", StringComparison.Ordinal)).ShouldBe(1);
        File.Exists(Path.Join(_hosts.Journal, "key.pub.pem")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_key_that_others_can_read_is_refused_with_what_to_run()
    {
        if (OperatingSystem.IsWindows())
            return;
        var path = _hosts.KeyFile("key.pem", _signer);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        (await _hosts.RefusalAsync(o => o.SigningKeyFile = path)).ShouldBe(
            $"SigningKeyFile '{path}' can be used by others (mode 0644): whoever reads it can sign forged checkpoints; run 'chmod 600 {path}'.");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await _hosts.RunAsync(o => o.SigningKeyFile = path);
    }

    [Theory]
    [InlineData(1000u, 1000u, "600", null)]
    [InlineData(1000u, 1000u, "400", null)]
    [InlineData(1000u, 1000u, "640", "can be used by others (mode 0640): whoever reads it can sign forged checkpoints; run 'chmod 600 k'.")]
    [InlineData(0u, 1000u, "640", null)]
    [InlineData(0u, 1000u, "644", "can be used by others (mode 0644): whoever reads it can sign forged checkpoints; run 'chmod 640 k'.")]
    [InlineData(0u, 1000u, "660", "can be used by others (mode 0660): whoever reads it can sign forged checkpoints; run 'chmod 640 k'.")]
    [InlineData(1001u, 1000u, "600", "belongs to user 1001, this process runs as 1000; run 'chown 1000 k && chmod 600 k'.")]
    [InlineData(1001u, 0u, "600", "belongs to user 1001, this process runs as 0; run 'chown 0 k && chmod 600 k'.")]
    public void The_owner_alone_may_read_a_key_or_a_group_of_roots(uint owner, uint process, string mode, string? fault) =>
        KeyFile.FaultOf(new FileOwnership(owner, process, (UnixFileMode)Convert.ToInt32(mode, 8)), "k").ShouldBe(fault);

    [Fact]
    public void The_disk_tells_owner_and_mode()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var ownership = LocalDisk.Open().Ownership(_hosts.KeyFile("key.pem", _signer)).ShouldNotBeNull();
        ownership.Owner.ShouldBe(ownership.Process);
        ownership.Mode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        LocalDisk.Open().Ownership("/").ShouldNotBeNull().Owner.ShouldBe(0u);
    }

    [Fact]
    public async Task A_key_may_be_encrypted_or_der()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var path = _hosts.KeyFile("key.pem", _signer);
        await File.WriteAllTextAsync(path, key.ExportEncryptedPkcs8PrivateKeyPem("correct horse", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)), TestContext.Current.CancellationToken);
        await _hosts.RunAsync(o => (o.SigningKeyFile, o.SigningKeyPassword) = (path, file => file == path ? "correct horse" : ""));

        (await _hosts.RefusalAsync(o => (o.SigningKeyFile, o.SigningKeyPassword) = (path, _ => "wrong"))).ShouldStartWith(
            $"SigningKeyFile '{path}' holds no ECDSA P-256 private key in PEM or PKCS #8, or its password is another one: ");
        (await _hosts.RefusalAsync(o => o.SigningKeyFile = path)).ShouldBe(
            $"SigningKeyFile '{path}' holds no ECDSA P-256 private key in PEM or PKCS #8: the key is encrypted; SigningKeyPassword has to give its password");

        await File.WriteAllBytesAsync(path, key.ExportPkcs8PrivateKey(), TestContext.Current.CancellationToken);
        await _hosts.RunAsync(o => o.SigningKeyFile = path);
    }

    [Fact]
    public async Task A_key_management_service_is_a_function()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signed = 0;
        var signer = new DelegateNoteSigner(key.ExportSubjectPublicKeyInfoPem(), (text, _) =>
        {
            signed++;
            return new(key.SignData(text.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        });
        await _hosts.RunAsync(o => o.Signer = signer);
        signed.ShouldBeGreaterThan(0);
        CheckpointFiles.Newest(LocalDisk.Open(), new Takumi.Observability.Format.JournalLayout(_hosts.Journal)).ShouldNotBeNull();
    }
}
