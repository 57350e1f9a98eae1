using System.Net;
using System.Net.Sockets;

namespace Takumi.Observability.Testing;

/// <summary>TCP ports on 127.0.0.1 for programs that can't be asked to choose one themselves.</summary>
public static class LoopbackPort
{
    /// <summary>A port that was free a moment ago. Another process may take it first: whoever starts a server on it tries again with the next.</summary>
    /// <remarks>Until somebody listens there, a connection to it is refused, which is how a test gets an address where nobody answers.</remarks>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
