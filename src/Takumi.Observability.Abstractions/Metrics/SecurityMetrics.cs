namespace Takumi.Observability;

/// <summary>Logins, refused access, encryption, audit. Thread safe.</summary>
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

    /// <summary>Audit events recorded.</summary>
    [Counter("audit.events")]
    public static partial void AuditRecorded(string @event, AuditResult result);
}
