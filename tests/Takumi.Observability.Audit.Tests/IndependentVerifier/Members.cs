namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>The members of a JSON object in the order in which they stand.</summary>
internal sealed class Members
{
    private readonly List<(string Name, object Value)> _members = [];
    private readonly HashSet<string> _names = [];

    public int Count => _members.Count;

    public (string Name, object Value) this[int index] => _members[index];

    public bool Contains(string name) => _names.Contains(name);

    public void Add(string name, object value)
    {
        _names.Add(name);
        _members.Add((name, value));
    }

    public string Text(string name) => (string)_members.Single(member => member.Name == name).Value;

    public long Integer(string name) => (long)_members.Single(member => member.Name == name).Value;
}
