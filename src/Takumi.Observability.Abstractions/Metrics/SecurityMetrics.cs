namespace Takumi.Observability;

/// <summary>Logins, refused access, encryption. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class SecurityMetrics
{
    /// <summary>Logins by a provider of identities.</summary>
    [Counter("oauth.logins")]
    public static partial void OAuthLogin(string provider, LoginStatus status);

    /// <summary>Attempts to reach what the caller had no right to.</summary>
    /// <remarks>Takumi.Observability.AspNetCore counts every request that is answered with 401 (<c>unauthenticated</c>) or 403 (<c>forbidden</c>).</remarks>
    /// <param name="reason">Why it was refused, by a name fixed in code.</param>
    [Counter("unauthorized.access.attempts")]
    public static partial void UnauthorizedAccess(string reason);

    /// <summary>Encryption and decryption.</summary>
    [Counter("encryption.operations")]
    public static partial void EncryptionOperation(string operation);
}
