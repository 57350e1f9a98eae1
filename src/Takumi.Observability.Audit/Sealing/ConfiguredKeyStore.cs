using Takumi.Observability.Journal;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Sealing;

/// <summary>The key store that the options name.</summary>
internal static class ConfiguredKeyStore
{
    /// <summary>Null if they name none. Asked before the journal is opened: a mistake then changes nothing.</summary>
    /// <exception cref="InvalidOperationException">A copy of the journal would take the keys along, or a copy of the keys the key that wraps them; or that key cannot be used.</exception>
    public static async Task<KeyStore?> ReadAsync(PersonalDataOptions options, JournalSettings settings, IDisk disk)
    {
        if (settings.KeyStore is not { } directory)
            return null;
        var section = $"{AuditJournalSection.PathOf(settings.RetentionClass)}:{nameof(AuditJournalOptions.PersonalData)}";
        var keyFile = $"{section}:{nameof(options.KeyEncryptionKeyFile)}";
        if (IsInside(directory, settings.Directory) || IsInside(settings.Directory, directory))
            throw new InvalidOperationException($"{section}:{nameof(options.KeyStore)} '{directory}' and the journal '{settings.Directory}' lie in one another: a backup of the journal must not take the keys along. Allowed: a directory outside of it.");
        if (settings.KeyEncryptionKeyFile is { } file && (IsInside(file, directory) || IsInside(file, settings.Directory)))
            throw new InvalidOperationException($"{keyFile} '{file}' lies beside what it protects; allowed: outside of the key store and of the journal.");
        var store = options.KeyEncryptionKey is { } service
            ? new KeyStore(disk, directory, service, $"{nameof(AuditJournalOptions.PersonalData)}.{nameof(options.KeyEncryptionKey)}")
            : new KeyStore(disk, directory, new FileKeyEncryptionKey(settings.KeyEncryptionKeyFile!, keyFile), $"{keyFile} '{settings.KeyEncryptionKeyFile}'");
        await store.TryReadAsync(CancellationToken.None).ConfigureAwait(false);
        return store;
    }

    private static bool IsInside(string path, string directory)
    {
        var relative = Path.GetRelativePath(directory, path);
        return relative != ".." && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !Path.IsPathRooted(relative);
    }
}
