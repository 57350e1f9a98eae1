using Microsoft.AspNetCore.Http.Features;
using Takumi.Observability.Requests;

namespace Takumi.Observability.WebSockets;

/// <summary>Sees a WebSocket over HTTP/2 or HTTP/3 (RFC 8441, RFC 9220) at the moment it is accepted.</summary>
internal sealed class ObservedExtendedConnectFeature(IHttpExtendedConnectFeature inner, RequestObservation request) : IHttpExtendedConnectFeature
{
    public bool IsExtendedConnect => inner.IsExtendedConnect;

    public string? Protocol => inner.Protocol;

    public async ValueTask<Stream> AcceptAsync() => request.AcceptSocket(await inner.AcceptAsync().ConfigureAwait(false));
}
