namespace Takumi.Observability.Otlp;

/// <summary>Ends an export when the host must stop. Both doors are needed: the SDK sends HTTP/1.1 synchronously and HTTP/2 asynchronously.</summary>
internal sealed class AbortableHandler(ExportAbort abort) : DelegatingHandler(CreateConnections())
{
    /// <summary>Connections are renewed, so that a collector that moved is found by its new address.</summary>
    private static SocketsHttpHandler CreateConnections() => new() { PooledConnectionLifetime = TimeSpan.FromMinutes(5), ActivityHeadersPropagator = null };

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, abort.Token);
        return base.Send(request, linked.Token);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, abort.Token);
        return await base.SendAsync(request, linked.Token).ConfigureAwait(false);
    }
}
