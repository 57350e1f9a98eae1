using Npgsql;

namespace Takumi.Observability.Failures;

/// <summary>The class of a failure, by its SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) where the server gave one.</summary>
internal static class DatabaseErrors
{
    /// <param name="failure">What was thrown.</param>
    /// <param name="isOpening">Whether it was thrown to somebody who asked for a connection.</param>
    public static DatabaseError Classify(Exception failure, bool isOpening) => (failure as NpgsqlException)?.SqlState switch
    {
        PostgresErrorCodes.DeadlockDetected => DatabaseError.Deadlock,
        PostgresErrorCodes.SerializationFailure => DatabaseError.Serialization,
        { } state when state.StartsWith("23", StringComparison.Ordinal) => DatabaseError.Constraint,
        null when isOpening && (failure is TimeoutException || failure.InnerException is TimeoutException) => DatabaseError.ConnectionTimeout,
        _ => DatabaseError.Other,
    };
}
