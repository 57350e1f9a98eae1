namespace RestoreDrill;

/// <summary>Where everything lies. The signing key, the key-encryption key and the anchor are on other machines, in earnest.</summary>
internal sealed record Places(string Journal, string KeyStore, string Anchor, string SigningKey, string KeyEncryptionKey)
{
    public string[] ToArguments() => [Journal, KeyStore, Anchor, SigningKey, KeyEncryptionKey];

    public static Places Of(string[] arguments) => new(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
}
