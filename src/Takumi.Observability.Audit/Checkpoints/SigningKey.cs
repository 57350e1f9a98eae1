using System.Text;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Checkpoints;

/// <summary>The signer that the options ask for.</summary>
internal static class SigningKey
{
    /// <summary>Reads the key file, or makes the default one. Called by the owner of the journal, so no two processes make it.</summary>
    /// <exception cref="InvalidOperationException">A key file was named and isn't there, or holds no P-256 key.</exception>
    public static INoteSigner Open(AuditJournalOptions options, string directory, IDisk disk, ILogger logger)
    {
        if (options.Signer is { } signer)
            return signer;
        var path = options.SigningKeyFile ?? Path.Join(directory, "key.pem");
        if (disk.Read(path) is { } pem)
            return Parse(path, pem);
        if (options.SigningKeyFile is not null)
            throw new InvalidOperationException($"{nameof(AuditJournalOptions.SigningKeyFile)} '{path}' does not exist; allowed: a PEM file with an ECDSA P-256 private key.");

        var made = EcdsaNoteSigner.Generate();
        disk.Replace(path, Encoding.ASCII.GetBytes(made.ExportPem() + "\n"));
        var publicKey = new NoteKey(null, made.SignatureType, made.PublicKey).ToPem();
        disk.Replace(Path.Join(directory, "key.pub.pem"), Encoding.ASCII.GetBytes(publicKey + "\n"));
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
