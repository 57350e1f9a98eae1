namespace Takumi.Observability;

/// <summary>How a login ended.</summary>
public enum LoginStatus
{
    /// <summary>The user is in.</summary>
    Success,

    /// <summary>The user was not let in.</summary>
    Failed,
}
