using Npgsql;

namespace Takumi.Observability.Auditing;

/// <summary>How the audit trail is kept in PostgreSQL. Read once, at the start.</summary>
public sealed class AuditPostgresOptions
{
    /// <summary>Npgsql connection string, of the application's role and not of the tables' owner. Connections are the audit trail's own, four at most, and join no ambient transaction.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The schema that holds the tables. Default <c>public</c>.</summary>
    public string Schema { get; set; } = "public";

    /// <summary>
    /// Whether the start creates the tables, by the role of <see cref="ConnectionString"/>: for development only, since that role then owns them and may change
    /// whatever it wants. Default false: the start checks that they are there and says what to run.
    /// </summary>
    public bool CreateSchema { get; set; }

    /// <summary>Shortest time between the beginnings of two batches, unless a full one waits, up to a minute. Default 200 ms: what a row is behind its record, and what Postgres has to commit.</summary>
    public TimeSpan BatchInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a stop goes on for what is not in Postgres yet, up to a minute. Default 5 s. What a journal holds is shipped at the next start.</summary>
    public TimeSpan ShutdownPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Best-effort records that may be on their way when there is no journal, 1 to 1,000,000; further ones are lost and counted. Default 10,000.</summary>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>Says what can't be used, one message a value. Empty: all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (!IsConnectionString(ConnectionString))
            problems.Add($"{nameof(ConnectionString)} is empty or malformed; allowed: an Npgsql connection string with a Host."); // never shown: it may hold a password
        if (!AuditPostgresSchema.IsName(Schema))
            problems.Add($"{nameof(Schema)} is '{Schema}'; allowed: 1 to 63 letters, digits, '_' and '-'.");
        Range(nameof(BatchInterval), BatchInterval, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Range(nameof(ShutdownPatience), ShutdownPatience, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Range(nameof(QueueCapacity), QueueCapacity, 1, 1_000_000);
        return problems;

        void Range<T>(string name, T value, T minimum, T maximum)
            where T : IComparable<T>
        {
            if (value.CompareTo(minimum) < 0 || value.CompareTo(maximum) > 0)
                problems.Add($"{name} is '{value}'; allowed: {minimum} to {maximum}.");
        }
    }

    private static bool IsConnectionString(string? text)
    {
        try
        {
            return !string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(text).Host);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
