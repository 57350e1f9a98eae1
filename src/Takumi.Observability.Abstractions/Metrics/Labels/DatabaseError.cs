namespace Takumi.Observability;

/// <summary>Why a database command or connection failed.</summary>
public enum DatabaseError
{
    /// <summary>No connection in time.</summary>
    ConnectionTimeout,

    /// <summary>The server broke a deadlock by this command.</summary>
    Deadlock,

    /// <summary>A constraint was violated.</summary>
    Constraint,

    /// <summary>A serializable transaction has to be tried again.</summary>
    Serialization,

    /// <summary>Anything else.</summary>
    Other,
}
