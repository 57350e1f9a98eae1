using System.Globalization;
using System.Text;
using Takumi.Observability.Auditing;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>A log whose lines a test has written itself.</summary>
internal sealed class ListedLines(string origin) : IAuditLineSource
{
    private readonly List<byte[]> _lines = [];
    private TaskCompletionSource _changed = new();
    private bool _isClosed;

    public long DurableCount
    {
        get
        {
            lock (_lines)
                return _lines.Count;
        }
    }

    /// <summary>Adds an event; <c>{0}</c> in the members stands for its sequence.</summary>
    public ListedLines Add(string timestamp = "2026-11-22T08:19:03.123Z", string members = "\"event\":\"profile_viewed\",\"resource\":\"profile\",\"action\":\"view\",\"result\":\"success\",\"service\":\"s\",\"environment\":\"\"")
    {
        lock (_lines)
        {
            var sequence = _lines.Count.ToString(CultureInfo.InvariantCulture);
            _lines.Add(Encoding.UTF8.GetBytes($"{{\"sequence\":{sequence},\"id\":\"{_lines.Count + 1:x32}\",\"kind\":\"event\",\"timestamp\":\"{timestamp}\",{members.Replace("{0}", sequence, StringComparison.Ordinal)}}}"));
            Wake();
        }

        return this;
    }

    public void RemoveLast()
    {
        lock (_lines)
            _lines.RemoveAt(_lines.Count - 1);
    }

    public void Close()
    {
        lock (_lines)
        {
            _isClosed = true;
            Wake();
        }
    }

    public string[] Texts() => [.. _lines.Select(Encoding.UTF8.GetString)];

    public Task<string> GetOriginAsync(CancellationToken cancellationToken) => Task.FromResult(origin);

    public async Task<bool> WaitForAsync(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lines)
            {
                if (sequence < _lines.Count || _isClosed)
                    return sequence < _lines.Count;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public Task<AuditLines> ReadAsync(long sequence, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        lock (_lines)
            return Task.FromResult(new AuditLines(sequence, [.. _lines.Skip((int)sequence).Take(7).Select(line => new ReadOnlyMemory<byte>(line))]));
    }

    public Task<ReadOnlyMemory<byte>?> ReadLeafHashAsync(long sequence, CancellationToken cancellationToken)
    {
        lock (_lines)
            return Task.FromResult<ReadOnlyMemory<byte>?>(LeafHash.Of(_lines[(int)sequence]));
    }

    private void Wake()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
