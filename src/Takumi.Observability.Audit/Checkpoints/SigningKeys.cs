using System.Text;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Journal;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Checkpoints;

/// <summary>The signers that the options ask for: the one in use, and the one before it where the log is to be handed over.</summary>
internal sealed record SigningKeys(INoteSigner Current, INoteSigner? Previous)
{
    /// <summary>What the options name; null if a key may be made. Asked before the journal is opened: a mistake then changes nothing.</summary>
    /// <exception cref="InvalidOperationException">A key file can't be used, or none is named where one is required.</exception>
    public static SigningKeys? Named(AuditJournalOptions options, JournalSettings settings, IDisk disk)
    {
        var previous = options.PreviousSigner ?? File(options.PreviousSigningKeyFile, nameof(AuditJournalOptions.PreviousSigningKeyFile));
        if ((options.Signer ?? File(options.SigningKeyFile, nameof(AuditJournalOptions.SigningKeyFile))) is { } current)
            return new SigningKeys(current, previous);
        if (previous is not null)
            throw new InvalidOperationException($"{nameof(AuditJournalOptions.PreviousSigningKeyFile)} or {nameof(AuditJournalOptions.PreviousSigner)} is set without a key that follows it.");
        return settings.MayMakeKey ? null : throw new InvalidOperationException(
            $"The audit journal {settings.Directory} has no signing key, and only the environment Development makes one by itself; this is '{settings.Environment ?? "unknown"}'. " +
            $"Make one where the journal's backups don't take it, 'takumi audit key new FILE', and set {nameof(AuditJournalOptions)}.{nameof(AuditJournalOptions.SigningKeyFile)} to it.");

        INoteSigner? File(string? path, string option) => path is null ? null : KeyFile.Read(disk, path, option, options.SigningKeyPassword);
    }

    /// <summary>The key beside the journal, made if it isn't there. Called by the owner of the journal, so no two processes make it.</summary>
    public static SigningKeys Own(string directory, IDisk disk, ILogger logger)
    {
        var path = Path.Join(directory, "key.pem");
        if (disk.Read(path) is not null)
            return new SigningKeys(KeyFile.Read(disk, path, "The journal's own key", password: null), Previous: null);

        var made = EcdsaNoteSigner.Generate();
        var publicKey = new NoteKey(null, made.SignatureType, made.PublicKey).ToPem();
        disk.Replace(Path.Join(directory, "key.pub.pem"), Encoding.ASCII.GetBytes(publicKey + "\n"));
        disk.Replace(path, Encoding.ASCII.GetBytes(made.ExportPem() + "\n"));
        logger.LogWarning(
            "A signing key for audit checkpoints was made in {Path}, since this is a development environment. Give key.pub.pem to whoever verifies; elsewhere a key has to be made ('takumi audit key new FILE') and named ({Option}).",
            path, nameof(AuditJournalOptions.SigningKeyFile));
        return new SigningKeys(made, Previous: null);
    }
}
