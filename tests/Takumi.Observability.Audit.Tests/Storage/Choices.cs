namespace Takumi.Observability.Audit.Tests.Storage;

/// <summary>Runs through every combination of choices that a test asks for, without knowing beforehand how many there are.</summary>
internal sealed class Choices
{
    private readonly List<(int Value, int Count)> _path = [];
    private int _next;

    public int Choose(int count)
    {
        if (_next == _path.Count)
            _path.Add((0, count));
        return _path[_next++].Value;
    }

    /// <summary>Moves on to the next combination; false when all have been seen.</summary>
    public bool MoveNext()
    {
        _next = 0;
        while (_path.Count > 0)
        {
            var (value, count) = _path[^1];
            _path.RemoveAt(_path.Count - 1);
            if (value + 1 < count)
            {
                _path.Add((value + 1, count));
                return true;
            }
        }

        return false;
    }

    public override string ToString() => string.Join(',', _path.Select(choice => choice.Value));
}
