using System.Text;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Checkpoints;

/// <summary>The signer that the options ask for.</summary>
internal static class SigningKey
{
    /// <summary>The signer or the key file that the options name; null if they leave it to us. Asked before the journal is opened: a mistake then changes nothing.</summary>
    /// <exception cref="InvalidOperationException">The key file isn't there, or holds no P-256 key.</exception>
    public static INoteSigner? Named(AuditJournalOptions options, IDisk disk)
    {
        if (options.Signer is not null || options.SigningKeyFile is not { } path)
            return options.Signer;
        return disk.Read(path) is { } pem
            ? Parse(path, pem)
            : throw new InvalidOperationException($"{nameof(AuditJournalOptions.SigningKeyFile)} '{path}' does not exist; allowed: a PEM file with an ECDSA P-256 private key.");
    }

    /// <summary>The key beside the journal, made if it isn't there. Called by the owner of the journal, so no two processes make it.</summary>
    public static INoteSigner Own(string directory, IDisk disk, ILogger logger)
    {
        var path = Path.Join(directory, "key.pem");
        if (disk.Read(path) is { } pem)
            return Parse(path, pem);

        var made = EcdsaNoteSigner.Generate();
        var publicKey = new NoteKey(null, made.SignatureType, made.PublicKey).ToPem();
        disk.Replace(Path.Join(directory, "key.pub.pem"), Encoding.ASCII.GetBytes(publicKey + "\n"));
        disk.Replace(path, Encoding.ASCII.GetBytes(made.ExportPem() + "\n"));
        logger.LogWarning(
            "A signing key for audit checkpoints was made in {Path}. Give key.pub.pem to whoever verifies, and keep the private key where the journal's backups don't take it ({Option}).",
            path, nameof(AuditJournalOptions.SigningKeyFile));
        return made;
    }

    private static EcdsaNoteSigner Parse(string path, byte[] pem)
    {
        try
        {
            return EcdsaNoteSigner.FromPem(Encoding.UTF8.GetString(pem));
        }
        catch (Exception e) when (e is ArgumentException or System.Security.Cryptography.CryptographicException)
        {
            throw new InvalidOperationException($"'{path}' holds no ECDSA P-256 private key in PEM: {e.Message}", e);
        }
    }
}
