using Microsoft.AspNetCore.Http;

namespace Takumi.Observability.Requests;

/// <summary>The address of a request's client: of the connection, or what the forwarded-headers middleware put there for trusted proxies.</summary>
internal static class ClientAddress
{
    /// <summary>As text, an IPv4 address in its own notation also on a dual-stack socket; null without a network connection.</summary>
    public static string? Of(ConnectionInfo connection)
    {
        if (connection.RemoteIpAddress is not { } address)
            return null;
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
