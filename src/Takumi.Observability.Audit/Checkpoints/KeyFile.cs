using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Checkpoints;

/// <summary>Reads the file of a private key, after a look at who else can.</summary>
internal static class KeyFile
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <param name="disk">Where the file lies.</param>
    /// <param name="path">PEM, or PKCS #8 DER.</param>
    /// <param name="option">The option that names it, for messages.</param>
    /// <param name="password">Gives the password of an encrypted file.</param>
    /// <exception cref="InvalidOperationException">It isn't there, holds no P-256 key, or others can read it.</exception>
    public static EcdsaNoteSigner Read(IDisk disk, string path, string option, Func<string, string>? password)
    {
        if (disk.Read(path) is not { } content)
            throw new InvalidOperationException($"{option} '{path}' does not exist; allowed: a PEM file with an ECDSA P-256 private key. 'takumi audit key new {path}' makes one.");
        if (disk.Ownership(path) is { } ownership && FaultOf(ownership, path) is { } fault)
            throw new InvalidOperationException($"{option} '{path}' {fault}");
        try
        {
            return Parse(path, content, password);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new InvalidOperationException($"{option} '{path}' holds no ECDSA P-256 private key in PEM or PKCS #8{(password is null ? "" : ", or its password is another one")}: {e.Message}", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>
    /// The rule of PostgreSQL's ssl_key_file: nobody but the owner, which is the user of this process; or root owns it and lets a group read, which is how secrets are
    /// mounted into containers.
    /// </summary>
    internal static string? FaultOf(FileOwnership file, string path)
    {
        var allowed = file.Owner == 0 ? OwnerReadsAndWrites | UnixFileMode.GroupRead : OwnerReadsAndWrites;
        if (file.Owner != file.Process && file.Owner != 0)
            return $"belongs to user {file.Owner}, this process runs as {file.Process}; run 'chown {file.Process} {path} && chmod 600 {path}'.";
        return (file.Mode & ~allowed & ~UnixFileMode.UserExecute) == 0
            ? null
            : $"can be used by others (mode {Convert.ToString((int)file.Mode, 8).PadLeft(4, '0')}): whoever reads it can sign forged checkpoints; run 'chmod {(file.Owner == file.Process ? "600" : "640")} {path}'.";
    }

    private static EcdsaNoteSigner Parse(string path, byte[] content, Func<string, string>? password)
    {
        var text = Encoding.UTF8.GetChars(content);
        try
        {
            if (!PemEncoding.TryFind(text, out var fields))
                return EcdsaNoteSigner.FromPkcs8(content);
            if (text.AsSpan()[fields.Label] is not "ENCRYPTED PRIVATE KEY")
                return EcdsaNoteSigner.FromPem(text);
            return password is null
                ? throw new ArgumentException($"the key is encrypted; {nameof(AuditJournalOptions.SigningKeyPassword)} has to give its password")
                : EcdsaNoteSigner.FromEncryptedPem(text, password(path));
        }
        finally
        {
            Array.Clear(text);
        }
    }
}
