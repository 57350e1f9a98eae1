using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Takumi.Observability.Commands;

/// <summary>A server as <c>server.address</c> and <c>server.port</c>.</summary>
/// <param name="Address">Host name, IP address or path of a socket.</param>
/// <param name="Port">An <see cref="int"/>, boxed once; null for a socket.</param>
internal sealed record ServerAddress(string Address, object? Port)
{
    // The client keeps one endpoint object for a server's lifetime.
    private static readonly ConditionalWeakTable<EndPoint, ServerAddress> s_known = [];

    public static ServerAddress Of(EndPoint endPoint) => s_known.GetValue(endPoint, static endPoint => endPoint switch
    {
        DnsEndPoint dns => new ServerAddress(dns.Host, dns.Port),
        IPEndPoint ip => new ServerAddress(ip.Address.ToString(), ip.Port),
        UnixDomainSocketEndPoint socket => new ServerAddress(socket.ToString(), Port: null),
        _ => new ServerAddress(endPoint.ToString() ?? "", Port: null),
    });

    public override string ToString() => Port is null ? Address : string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");
}
