using System.Collections;
using System.Globalization;

namespace Takumi.Observability.Commands;

/// <summary>
/// The attributes of one command, given to the span when it is created, where samplers see them. One object serves all commands of a thread and is its own enumerator:
/// the span copies what it is given. Not thread safe.
/// </summary>
internal sealed class CommandTags : IEnumerable<KeyValuePair<string, object?>>, IEnumerator<KeyValuePair<string, object?>>
{
    // Redis has 16 databases unless it is configured otherwise.
    private static readonly string[] s_databases = [.. Enumerable.Range(0, 16).Select(Text)];

    private readonly KeyValuePair<string, object?>[] _tags = new KeyValuePair<string, object?>[5];
    private int _count;
    private int _position = -1;

    public KeyValuePair<string, object?> Current => _tags[_position];

    object IEnumerator.Current => Current;

    /// <param name="operation">The command's name.</param>
    /// <param name="database">Its database; negative for a command that belongs to none.</param>
    /// <param name="server">Where it was sent.</param>
    public void Set(string operation, int database, ServerAddress server)
    {
        _count = 0;
        Add("db.system.name", "redis");
        Add("db.operation.name", operation);
        if (database >= 0)
            Add("db.namespace", database < s_databases.Length ? s_databases[database] : Text(database));
        Add("server.address", server.Address);
        if (server.Port is not null)
            Add("server.port", server.Port);
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        Reset();
        return this;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool MoveNext() => ++_position < _count;

    public void Reset() => _position = -1;

    public void Dispose()
    {
    }

    private static string Text(int database) => database.ToString(CultureInfo.InvariantCulture);

    private void Add(string name, object value) => _tags[_count++] = new(name, value);
}
