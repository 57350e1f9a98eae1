using System.Net;

namespace Takumi.Observability.Exposition.Listening;

/// <summary>
/// Where and how metrics, liveness and readiness are served in a process that has no web server of its own.
/// </summary>
public sealed class PrometheusListenerOptions
{
    /// <summary>
    /// The address to listen on. Loopback, because metrics tell much about a service and the listener asks nobody who they are; another address,
    /// for example <see cref="IPAddress.Any"/>, is for networks where only the scraper gets through.
    /// </summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The TCP port, 9464 as OpenTelemetry recommends. 0 takes any free one; the log tells which.</summary>
    public int Port { get; set; } = 9464;

    /// <summary>The path of the metrics. What is neither this nor one of the next two is not found.</summary>
    public string Path { get; set; } = "/metrics";

    /// <summary>The path of liveness, as <see cref="Health.HealthHandler"/> answers it; null for none.</summary>
    public string? HealthPath { get; set; } = "/health";

    /// <summary>The path of readiness; null for none.</summary>
    public string? ReadyPath { get; set; } = "/ready";

    /// <summary>How many connections are served at once, 1 to 1000. More wait in the operating system's queue. 16 is plenty for scrapers, and little for an attacker to hold.</summary>
    public int MaxConnections { get; set; } = 16;

    /// <summary>How long a client may take to send its request, and again to take the response. Then the connection is closed. 10 s.</summary>
    public TimeSpan ClientTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Says what can't be used, one message a value.</summary>
    internal IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Address is null)
            Refuse(nameof(Address), "null", "an IP address of this machine");
        if (Port is < 0 or > 65535)
            Refuse(nameof(Port), Port, "0 (any free port) to 65535");
        if (!IsPath(Path))
            Refuse(nameof(Path), Path ?? "null", "a path that begins with / and has no query");
        if (HealthPath is not null && !IsPath(HealthPath))
            Refuse(nameof(HealthPath), HealthPath, "a path that begins with / and has no query, or null");
        if (ReadyPath is not null && !IsPath(ReadyPath))
            Refuse(nameof(ReadyPath), ReadyPath, "a path that begins with / and has no query, or null");
        if (MaxConnections is < 1 or > 1000)
            Refuse(nameof(MaxConnections), MaxConnections, "1 to 1000");
        if (ClientTimeout <= TimeSpan.Zero || ClientTimeout > TimeSpan.FromHours(1))
            Refuse(nameof(ClientTimeout), ClientTimeout, "more than zero and at most one hour");
        return problems;

        void Refuse(string option, object value, string allowed) => problems.Add($"{option} is '{value}'; allowed: {allowed}.");
    }

    private static bool IsPath(string? path) => path is not null && path.StartsWith('/') && !path.AsSpan().ContainsAny(" ?#\r\n");
}
