using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Takumi.Observability.Health.Checks;

/// <summary>Whether somebody accepts a TCP connection. Nothing is sent, and the connection is closed at once.</summary>
internal sealed class TcpHealthCheck(string host, int port) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (SocketException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"{host}:{port} accepts no connection: {exception.SocketErrorCode}.", exception);
        }
    }
}
