using System.Globalization;
using System.Text.RegularExpressions;

namespace Takumi.Observability.Auditing;

/// <summary>The tables that the audit trail is copied to, as an SQL script for psql. Also written by <c>takumi audit postgres schema</c>.</summary>
public static partial class AuditPostgresSchema
{
    /// <summary>Version of the schema that this package writes to.</summary>
    public const int Version = 1;

    /// <summary>The script. To be run by the role that is to own the tables; running it again, or with another application role, changes nothing else.</summary>
    /// <param name="applicationRole">The role that the application connects as. It gets INSERT and SELECT, and functions that move the cursor and make partitions.</param>
    /// <param name="schema">Where the tables are; created if it is missing.</param>
    /// <exception cref="ArgumentException">A name has other characters than letters, digits, <c>_</c> and <c>-</c>, or more than 63.</exception>
    public static string Script(string applicationRole, string schema = "public")
    {
        Check(applicationRole, nameof(applicationRole));
        Check(schema, nameof(schema));
        using var stream = typeof(AuditPostgresSchema).Assembly.GetManifestResourceStream("Takumi.Observability.Auditing.AuditSchema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Replace("{version}", Version.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{schema}", $"\"{schema}\"", StringComparison.Ordinal)
            .Replace("{schema_literal}", $"'{schema}'", StringComparison.Ordinal)
            .Replace("{application}", $"\"{applicationRole}\"", StringComparison.Ordinal)
            .Replace("{application_literal}", $"'{applicationRole}'", StringComparison.Ordinal);
    }

    /// <summary>Whether a name can stand in the script as it is: it goes into quoted identifiers and literals.</summary>
    internal static bool IsName(string? name) => name is not null && Name().IsMatch(name);

    private static void Check(string name, string parameter)
    {
        if (!IsName(name))
            throw new ArgumentException($"'{name}' can't be used as a name; allowed: 1 to 63 letters, digits, '_' and '-'.", parameter);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
