using Takumi.Observability.Sealing;

namespace Takumi.Observability;

/// <summary>
/// Which members of audit events are personal: they are sealed with a key of the person they are about, and can be read until that key is erased. Everything
/// else that the event goes to, such as the log, is not given them.
/// </summary>
public sealed class PersonalDataOptions
{
    private const string MetadataPrefix = "metadata.";

    private static readonly string[] s_declared = ["onBehalfOf", "resourceId", "ip", "userAgent"];

    /// <summary>
    /// <c>ip</c>, <c>userAgent</c>, <c>resourceId</c>, <c>onBehalfOf</c>, <c>metadata.email</c> for one entry of the metadata, <c>metadata.*</c> for all; case does
    /// not matter. Default: none. Other members are evidence or pseudonyms and stay in clear.
    /// </summary>
    public ISet<string> Members { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The directory of the keys, created if it is missing; required with <see cref="Members"/>. Relative to the content root. Of one journal alone, outside its directory, and kept out of
    /// its backups: a person is erased when the key is, in every copy.
    /// </summary>
    public string? KeyStore { get; set; }

    /// <summary>File of the key that wraps the keys: 32 random bytes or their base64, readable by its owner and at most a group. This or <see cref="KeyEncryptionKey"/>.</summary>
    public string? KeyEncryptionKeyFile { get; set; }

    /// <summary>The key that wraps the keys, where it is in a key management service.</summary>
    public IKeyEncryptionKey? KeyEncryptionKey { get; set; }

    internal IEnumerable<string> Validate()
    {
        foreach (var name in Members.Where(name => !IsAllowed(name)))
            yield return $"{nameof(Members)} has '{name}'; allowed: {string.Join(", ", s_declared)}, {MetadataPrefix}* and {MetadataPrefix} with a name.";
        if (Members.Count > 0 && string.IsNullOrWhiteSpace(KeyStore))
            yield return $"{nameof(KeyStore)} is not set; required with {nameof(Members)}: a path outside the journal's directory.";
        if (KeyStore is not null && (KeyEncryptionKey is null) == (KeyEncryptionKeyFile is null))
            yield return $"{nameof(KeyEncryptionKeyFile)} and {nameof(KeyEncryptionKey)} are {(KeyEncryptionKey is null ? "not set" : "both set")}; allowed: one of them.";
    }

    private static bool IsAllowed(string name) =>
        s_declared.Contains(name, StringComparer.OrdinalIgnoreCase) || (name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase) && name.Length > MetadataPrefix.Length);
}
