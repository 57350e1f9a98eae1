using System.Collections.Concurrent;
using Npgsql;

namespace Takumi.Observability.Pools;

/// <summary>
/// What a connection pool is called. Npgsql calls a data source without a name of its own by its whole connection string, which drops the password but not, for example,
/// that of a client certificate: here it is <c>database@host:port</c>.
/// </summary>
internal static class PoolName
{
    // An application that makes connection strings as it runs is spared the memory, not the reading.
    private const int MaxKnown = 1_000;

    private static readonly ConcurrentDictionary<string, string> s_known = new(StringComparer.Ordinal);

    public static string Of(string dataSource)
    {
        if (s_known.TryGetValue(dataSource, out var known))
            return known;
        var name = Read(dataSource);
        if (s_known.Count < MaxKnown)
            s_known.TryAdd(dataSource, name);
        return name;
    }

    private static string Read(string dataSource)
    {
        if (!dataSource.Contains('='))
            return dataSource;
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(dataSource);
            return $"{settings.Database ?? settings.Username}@{settings.Host}:{settings.Port}";
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException)
        {
            // A name with an equals sign in it, given by the application.
            return dataSource;
        }
    }
}
