namespace Takumi.Observability;

/// <summary>Why a Redis command or connection failed.</summary>
public enum RedisError
{
    /// <summary>The connection was refused or broke.</summary>
    Connection,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>The server did not let the client in.</summary>
    Authentication,

    /// <summary>The server answered with an error.</summary>
    Server,

    /// <summary>Anything else.</summary>
    Other,
}
