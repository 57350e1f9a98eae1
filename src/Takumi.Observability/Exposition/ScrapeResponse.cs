using System.IO.Pipelines;
using System.Text;
using Takumi.Observability.Exposition.Formatting;

namespace Takumi.Observability.Exposition;

/// <summary>
/// The answer to a scrape, complete before its first byte is sent: status, headers and a body of known length.
/// </summary>
/// <remarks>
/// The body lies in pooled memory, perhaps shared with other scrapes: dispose the response when the body has been sent, and not before. Not thread safe.
/// </remarks>
public sealed class ScrapeResponse : IDisposable
{
    private static readonly KeyValuePair<string, string> NoStore = new("Cache-Control", "no-store");
    private static readonly KeyValuePair<string, string> Vary = new("Vary", "Accept, Accept-Encoding");
    private static readonly KeyValuePair<string, string> Gzip = new("Content-Encoding", "gzip");

    private readonly byte[] _reason = [];
    private readonly bool _isHead;
    private ScrapeBody? _body;

    private ScrapeResponse(int statusCode, string reason, bool isHead, params KeyValuePair<string, string>[] headers)
    {
        StatusCode = statusCode;
        Headers = [new("Content-Type", "text/plain; charset=utf-8"), NoStore, .. headers];
        _reason = Encoding.UTF8.GetBytes(reason + "\n");
        _isHead = isHead;
        ContentLength = _reason.Length;
    }

    private ScrapeResponse(ExpositionFormat format, bool gzip, ScrapeBody body, bool isHead)
    {
        StatusCode = 200;
        var contentType = new KeyValuePair<string, string>("Content-Type", format.ContentType);
        Headers = gzip ? [contentType, NoStore, Vary, Gzip] : [contentType, NoStore, Vary];
        _body = body;
        _isHead = isHead;
        ContentLength = body.Buffer.Length;
    }

    /// <summary>200 with the metrics; 405 for a method other than GET and HEAD; 503 when the metrics could not be collected in time or at all.</summary>
    public int StatusCode { get; }

    /// <summary>The headers to send, beside Content-Length.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The body's length in bytes; for a HEAD request, of the body that a GET would have had.</summary>
    public int ContentLength { get; }

    /// <summary>Writes the body; nothing for a HEAD request.</summary>
    /// <exception cref="ObjectDisposedException">The response is disposed.</exception>
    public ValueTask WriteBodyAsync(PipeWriter pipe, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        return _isHead ? default
            : _reason.Length > 0 ? Discard(pipe.WriteAsync(_reason, cancellationToken))
            : Buffer.CopyToAsync(pipe, cancellationToken);
    }

    /// <inheritdoc cref="WriteBodyAsync(PipeWriter, CancellationToken)"/>
    public ValueTask WriteBodyAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return _isHead ? default
            : _reason.Length > 0 ? stream.WriteAsync(_reason, cancellationToken)
            : Buffer.CopyToAsync(stream, cancellationToken);
    }

    /// <summary>Gives the body's memory back.</summary>
    public void Dispose() => Interlocked.Exchange(ref _body, null)?.Release();

    internal static ScrapeResponse Metrics(ExpositionFormat format, bool gzip, ScrapeBody body, bool isHead) => new(format, gzip, body, isHead);

    internal static ScrapeResponse Unavailable(string reason, bool isHead) => new(503, $"The metrics are not available: {reason}.", isHead);

    internal static ScrapeResponse MethodNotAllowed(string method) =>
        new(405, $"{method} is not allowed here; allowed are GET and HEAD.", isHead: false, new KeyValuePair<string, string>("Allow", "GET, HEAD"));

    private ExpositionBuffer Buffer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_body is null, this);
            return _body.Buffer;
        }
    }

    private static async ValueTask Discard(ValueTask<FlushResult> write) => await write.ConfigureAwait(false);
}
