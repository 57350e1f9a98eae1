using System.Globalization;
using Takumi.Observability.Exposition.Negotiation;

namespace Takumi.Observability.Exposition;

/// <summary>
/// Answers scrapes, whatever server they come through: format and compression by the request's headers, one shared collection for concurrent
/// scrapes, and never half an answer. ASP.NET Core's endpoint and the loopback listener use it; get it from the services after
/// <c>AddPrometheusExposition()</c>.
/// </summary>
/// <remarks>Thread safe.</remarks>
public sealed class ScrapeHandler
{
    private static readonly TimeSpan LongestHeadStart = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    private readonly SharedCollections _collections;
    private readonly PrometheusOptions _options;
    private readonly TimeProvider _time;

    internal ScrapeHandler(PrometheusMetricReader reader, PrometheusOptions options, TimeProvider time)
    {
        _collections = new SharedCollections(reader.Collect);
        _options = options;
        _time = time;
    }

    /// <summary>Collects the metrics, or joins a collection under way, and returns the answer. The caller disposes it after sending the body.</summary>
    /// <param name="request">The request's method and headers.</param>
    /// <param name="cancellationToken">Ends the wait, when the scraper has gone.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled. Everything else that goes wrong is a response with a reason.</exception>
    public async ValueTask<ScrapeResponse> ScrapeAsync(ScrapeRequest request, CancellationToken cancellationToken = default)
    {
        var isHead = string.Equals(request.Method, "HEAD", StringComparison.OrdinalIgnoreCase);
        if (!isHead && !string.Equals(request.Method, "GET", StringComparison.OrdinalIgnoreCase))
            return ScrapeResponse.MethodNotAllowed(request.Method);

        var format = ContentNegotiation.ChooseFormat(request.Accept);
        var gzip = ContentNegotiation.AcceptsGzip(request.AcceptEncoding);
        var timeout = Timeout(request.ScrapeTimeoutSeconds);
        var body = _collections.Join(format.Layout(_options.Utf8Names), gzip);
        string? failure = "the scrape was cancelled";
        try
        {
            failure = await body.Ready.WaitAsync(timeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            failure = string.Create(CultureInfo.InvariantCulture, $"collecting them took longer than {timeout.TotalSeconds:0.###} s; a callback of an observable instrument may hang");
        }
        finally
        {
            if (failure is not null)
                body.Release();
        }
        return failure is null ? ScrapeResponse.Metrics(format, gzip, body, isHead) : ScrapeResponse.Unavailable(failure, isHead);
    }

    // A little before the scraper gives up: it should read the reason instead of a broken connection.
    private TimeSpan Timeout(string? header)
    {
        if (!double.TryParse(header, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || !(seconds > 0))
            return _options.ScrapeTimeout;

        var asked = seconds >= LongestTimeout.TotalSeconds ? LongestTimeout : TimeSpan.FromSeconds(seconds);
        var headStart = asked / 10;
        return asked - (headStart < LongestHeadStart ? headStart : LongestHeadStart);
    }
}
