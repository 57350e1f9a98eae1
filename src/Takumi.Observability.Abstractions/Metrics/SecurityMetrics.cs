namespace Takumi.Observability;

/// <summary>Logins, refused access, encryption. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class SecurityMetrics
{
    /// <summary>Logins by a provider of identities.</summary>
    [Counter("oauth.logins")]
    public static partial void OAuthLogin(string provider, LoginStatus status);

    /// <summary>Attempts to reach what the caller had no right to.</summary>
    [Counter("unauthorized.access.attempts")]
    public static partial void UnauthorizedAccess(string reason);

    /// <summary>Encryption and decryption.</summary>
    [Counter("encryption.operations")]
    public static partial void EncryptionOperation(string operation);
}
