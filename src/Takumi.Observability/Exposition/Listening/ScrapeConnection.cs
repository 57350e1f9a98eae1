using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Takumi.Observability.Health;

namespace Takumi.Observability.Exposition.Listening;

/// <summary>
/// One connection: one request, one response, closed. A scraper comes every few seconds, and a connection that stays open in between would only hold a place.
/// </summary>
internal sealed class ScrapeConnection(Socket socket, ScrapeHandler handler, HealthHandler? health, PrometheusListenerOptions options, TimeProvider time)
{
    private const int MaxHead = 8 * 1024;

    /// <summary>Reads, answers and closes.</summary>
    /// <exception cref="IOException">The client went away.</exception>
    /// <exception cref="OperationCanceledException">The client was too slow, or the listener stops.</exception>
    public async Task ServeAsync(CancellationToken stopping)
    {
        using (socket)
        {
            socket.NoDelay = true;
            using var stream = new NetworkStream(socket);
            var (head, refusal) = await WithTimeout(token => ReadHeadAsync(stream, token), stopping).ConfigureAwait(false);
            if (head is null)
                await WithTimeout(token => RefuseAsync(stream, refusal, withBody: true, token), stopping).ConfigureAwait(false);
            else if (head.Path == options.Path)
                await AnswerAsync(stream, head, stopping).ConfigureAwait(false);
            else if (health is not null && ProbeOf(head.Path) is { } probe && head.Method is "GET" or "HEAD")
                await AnswerAsync(stream, head, await health.AnswerAsync(probe, stopping).ConfigureAwait(false), stopping).ConfigureAwait(false);
            else
                await WithTimeout(token => RefuseAsync(stream, "404 Not Found", withBody: head.Method != "HEAD", token), stopping).ConfigureAwait(false);

            // What the client may still be sending is read: closing over unread bytes resets the connection, and the response could be lost.
            socket.Shutdown(SocketShutdown.Send);
            await WithTimeout(token => DrainAsync(stream, token), stopping).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(NetworkStream stream, RequestHead head, CancellationToken stopping)
    {
        var request = new ScrapeRequest(head.Method) { Accept = head.Accept, AcceptEncoding = head.AcceptEncoding, ScrapeTimeoutSeconds = head.ScrapeTimeoutSeconds };
        using var response = await handler.ScrapeAsync(request, stopping).ConfigureAwait(false);
        await WithTimeout(
            async token =>
            {
                await stream.WriteAsync(Head(Status(response.StatusCode), response.ContentLength, response.Headers), token).ConfigureAwait(false);
                await response.WriteBodyAsync(stream, token).ConfigureAwait(false);
                return true;
            },
            stopping).ConfigureAwait(false);
    }

    private HealthProbe? ProbeOf(string path) =>
        path == options.HealthPath ? HealthProbe.Liveness
        : path == options.ReadyPath ? HealthProbe.Readiness
        : null;

    private Task<bool> AnswerAsync(NetworkStream stream, RequestHead head, HealthResponse answer, CancellationToken stopping) => WithTimeout(
        async token =>
        {
            await stream.WriteAsync(Head(Status(answer.StatusCode), answer.Body.Length, [new("Content-Type", answer.ContentType), new("Cache-Control", "no-store")]), token).ConfigureAwait(false);
            if (head.Method != "HEAD")
                await stream.WriteAsync(answer.Body, token).ConfigureAwait(false);
            return true;
        },
        stopping);

    private async Task<bool> RefuseAsync(NetworkStream stream, string status, bool withBody, CancellationToken cancellationToken)
    {
        var reason = Encoding.ASCII.GetBytes(status + "\n");
        await stream.WriteAsync(Head(status, reason.Length, [new("Content-Type", "text/plain; charset=utf-8")]), cancellationToken).ConfigureAwait(false);
        if (withBody)
            await stream.WriteAsync(reason, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async Task<(RequestHead? Head, string Refusal)> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxHead);
        try
        {
            for (var length = 0; length < MaxHead;)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length, MaxHead - length), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    throw new IOException("The client closed the connection before it had sent a request.");
                length += read;
                if (RequestHead.FindEnd(buffer.AsSpan(0, length)) is > 0 and var end)
                    return (RequestHead.Parse(buffer.AsSpan(0, end)), "400 Bad Request");
            }
            return (null, "431 Request Header Fields Too Large");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<bool> DrainAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[1024];
        for (var total = 0; total < MaxHead;)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return true;
            total += read;
        }
        return false;
    }

    private byte[] Head(string status, int contentLength, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nDate: {time.GetUtcNow():R}\r\nConnection: close\r\nContent-Length: {contentLength}\r\n");
        foreach (var (name, value) in headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
    }

    private static string Status(int code) => code switch
    {
        200 => "200 OK",
        405 => "405 Method Not Allowed",
        _ => "503 Service Unavailable",
    };

    private async Task<T> WithTimeout<T>(Func<CancellationToken, Task<T>> step, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(options.ClientTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        return await step(either.Token).ConfigureAwait(false);
    }
}
