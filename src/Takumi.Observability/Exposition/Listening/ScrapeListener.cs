using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Health;

namespace Takumi.Observability.Exposition.Listening;

/// <summary>
/// Serves scrapes and health probes in a process without a web server: a socket, one request a connection, and nothing that would trace or measure itself.
/// </summary>
internal sealed class ScrapeListener(ScrapeHandler handler, HealthHandler? health, PrometheusListenerOptions options, TimeProvider time, ILogger<ScrapeListener> logger) : IHostedService, IDisposable
{
    private readonly SemaphoreSlim _places = new(options.MaxConnections);
    private readonly CancellationTokenSource _stopping = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private Task? _ended;
    private int _hasFailed;

    /// <summary>Where it listens, with the port that was taken; null before the start.</summary>
    public IPEndPoint? EndPoint => (IPEndPoint?)_listener?.LocalEndpoint;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var listener = new TcpListener(options.Address, options.Port);
        try
        {
            listener.Start(options.MaxConnections);
        }
        catch (SocketException exception)
        {
            listener.Dispose();
            throw new InvalidOperationException($"The Prometheus listener can't listen on {new IPEndPoint(options.Address, options.Port)}: {exception.Message}. Set {nameof(PrometheusListenerOptions)}.{nameof(options.Address)} or .{nameof(options.Port)}.", exception);
        }
        _listener = listener;
        logger.LogInformation("Prometheus metrics are served on http://{EndPoint}{Path}", EndPoint, options.Path);

        // Without the execution context: whatever Activity the host starts under must not be the parent of every scrape.
        using (ExecutionContext.SuppressFlow())
            _accepting = Task.Run(() => AcceptAsync(listener), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Closes everything at once: a scrape that is under way is cut, and Prometheus comes again.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener?.Stop();

        // Once for every stop, and a host may stop twice. When its patience ends first, that is no error of ours.
        lock (_places)
            _ended ??= EndAsync();
        await _ended.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener?.Dispose();
    }

    // Every connection has given its place back when all places can be taken.
    private async Task EndAsync()
    {
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < options.MaxConnections; i++)
            await _places.WaitAsync().ConfigureAwait(false);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                // The place first: beyond the limit, connections stay in the operating system's queue.
                await _places.WaitAsync(_stopping.Token).ConfigureAwait(false);
                _ = ServeAsync(await AcceptSocketAsync(listener).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException exception)
            {
                // No descriptors left, for example: other connections may end, so it goes on after a pause.
                Report(exception);
                await Task.Delay(TimeSpan.FromSeconds(1), time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<Socket> AcceptSocketAsync(TcpListener listener)
    {
        try
        {
            return await listener.AcceptSocketAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await new ScrapeConnection(socket, handler, health, options, time).ServeAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // The client went away or was too slow, or the listener stops: nobody is left to answer.
        }
        catch (Exception exception)
        {
            Report(exception);
        }
        finally
        {
            _places.Release();
        }
    }

    private void Report(Exception exception)
    {
        if (Interlocked.Exchange(ref _hasFailed, 1) == 0)
            logger.LogError(exception, "The Prometheus listener on {EndPoint} failed to serve a connection. Further failures are not logged.", EndPoint);
    }
}
