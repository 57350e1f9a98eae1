using Microsoft.AspNetCore.Http.Features;
using Takumi.Observability.Requests;

namespace Takumi.Observability.WebSockets;

/// <summary>
/// Sees an HTTP/1.1 WebSocket at the moment it is accepted. The framework's WebSocket middleware finds it below itself, so that origin checks and options stay the application's.
/// </summary>
internal sealed class ObservedUpgradeFeature(IHttpUpgradeFeature inner, RequestObservation request) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => request.AcceptSocket(await inner.UpgradeAsync().ConfigureAwait(false));
}
