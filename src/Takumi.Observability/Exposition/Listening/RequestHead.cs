using System.Text;

namespace Takumi.Observability.Exposition.Listening;

/// <summary>
/// As much of an HTTP/1.x request's head (RFC 9112) as a scrape needs.
/// </summary>
internal sealed class RequestHead
{
    private RequestHead(string method, string path) => (Method, Path) = (method, path);

    public string Method { get; }

    /// <summary>The target without scheme, authority and query, as it was sent.</summary>
    public string Path { get; }

    public string? Accept { get; private set; }

    public string? AcceptEncoding { get; private set; }

    public string? ScrapeTimeoutSeconds { get; private set; }

    /// <summary>Where the head ends, the empty line included, or -1 when it isn't all there.</summary>
    public static int FindEnd(ReadOnlySpan<byte> received)
    {
        var end = received.IndexOf("\r\n\r\n"u8);
        return end < 0 ? -1 : end + 4;
    }

    /// <summary>Reads a whole head; null when it is none.</summary>
    public static RequestHead? Parse(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head);
        var lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || ParseRequestLine(lines[0]) is not { } request)
            return null;

        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);

            // No name, a folded line, or space before the colon, which RFC 9112 wants rejected: proxies read those differently.
            if (colon <= 0 || line.AsSpan(0, colon).ContainsAny(" \t"))
                return null;
            request.Set(line[..colon], line[(colon + 1)..].Trim());
        }
        return request;
    }

    private static RequestHead? ParseRequestLine(string line)
    {
        var parts = line.Split(' ');
        if (parts.Length != 3 || parts[0].Length == 0 || !parts[2].StartsWith("HTTP/1.", StringComparison.Ordinal))
            return null;

        var target = parts[1];
        if (!target.StartsWith('/'))
        {
            if (!Uri.TryCreate(target, UriKind.Absolute, out var absolute))
                return null;
            target = absolute.PathAndQuery;
        }
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return new RequestHead(parts[0], query < 0 ? target : target[..query]);
    }

    private void Set(string name, string value)
    {
        if (name.Equals("Accept", StringComparison.OrdinalIgnoreCase))
            Accept = Join(Accept, value);
        else if (name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase))
            AcceptEncoding = Join(AcceptEncoding, value);
        else if (name.Equals("X-Prometheus-Scrape-Timeout-Seconds", StringComparison.OrdinalIgnoreCase))
            ScrapeTimeoutSeconds = value;
    }

    private static string Join(string? earlier, string value) => earlier is null ? value : $"{earlier},{value}";
}
