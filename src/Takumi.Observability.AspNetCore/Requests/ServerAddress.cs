using Microsoft.AspNetCore.Http;

namespace Takumi.Observability.Requests;

/// <summary>The parts of a Host header, taken apart once: a server mostly sees the same few, and the last one is kept.</summary>
internal sealed class ServerAddress
{
    private static ServerAddress s_last = new(default);

    private readonly string? _host;

    private ServerAddress(HostString host)
    {
        _host = host.Value;
        if (!host.HasValue)
            return;
        Name = host.Host;
        Port = host.Port;
    }

    public string? Name { get; }

    /// <summary>The port as a boxed int; null where the client named none.</summary>
    public object? Port { get; }

    public static ServerAddress Of(HostString host)
    {
        var last = s_last;
        return last._host == host.Value ? last : s_last = new ServerAddress(host);
    }
}
