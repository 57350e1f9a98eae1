using System.Diagnostics;
using Takumi.Observability.Otlp;

namespace Takumi.Observability.Diagnosis;

/// <summary>
/// Measures exports, and hears what the SDK's exporters keep to themselves: items that a collector refused while it answered with success,
/// and failed exports of log records, whose exporter is sealed (for spans and metrics the subclassed exporters know better: they see retries and oversized batches too).
/// </summary>
internal sealed class ExportHandler(TelemetrySignal signal, ExportFailure failure, LossReport losses) : DelegatingHandler
{
    /// <summary>OTLP's recommended bound of a response.</summary>
    private const int MaxResponseBytes = 4 * 1024 * 1024;

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        HttpResponseMessage? response = null;
        try
        {
            response = base.Send(request, cancellationToken);

            // The exporter's own thread: nobody else waits.
            response.Content.LoadIntoBufferAsync(MaxResponseBytes, cancellationToken).GetAwaiter().GetResult();
            return response;
        }
        catch (Exception exception)
        {
            failure.Threw(exception);
            throw;
        }
        finally
        {
            Judge(request, response, start);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(MaxResponseBytes, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch (Exception exception)
        {
            failure.Threw(exception);
            throw;
        }
        finally
        {
            Judge(request, response, start);
        }
    }

    private void Judge(HttpRequestMessage request, HttpResponseMessage? response, long start)
    {
        TelemetryMetrics.ExportCompleted(signal, Stopwatch.GetElapsedTime(start));
        var collector = request.RequestUri!.Authority;
        try
        {
            if (response is not null && IsAccepted(response))
                ReportPartialSuccess(response, collector);
            else if (signal == TelemetrySignal.Logs)
                losses.Lost(signal, LossReason.ExportFailed, OtlpMessages.CountItems(request.Content!), $"The collector at {collector} did not take the log records: {failure.Cause}.");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException)
        {
            losses.Lost(signal, LossReason.ExportFailed, 1, $"What was exchanged with the collector at {collector} can't be read: {exception.Message}");
        }
    }

    /// <summary>gRPC answers 200 also when it refuses: its own status comes as a trailer, or as a header where there is no body.</summary>
    private bool IsAccepted(HttpResponseMessage response)
    {
        var grpc = response.IsSuccessStatusCode && OtlpMessages.IsGrpc(response.Content)
            ? StatusOf(response.TrailingHeaders) is null ? response.Headers : response.TrailingHeaders
            : null;
        if (grpc is null ? response.IsSuccessStatusCode : StatusOf(grpc) == "0")
            return true;
        failure.Answered(response, grpc);
        return false;
    }

    private static string? StatusOf(System.Net.Http.Headers.HttpResponseHeaders headers) =>
        headers.TryGetValues("grpc-status", out var status) ? status.FirstOrDefault() : null;

    private void ReportPartialSuccess(HttpResponseMessage response, string collector)
    {
        var bytes = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        var (rejected, message) = OtlpMessages.PartialSuccess(response.Content, bytes);
        if (rejected > 0)
            losses.Lost(signal, LossReason.ExportFailed, rejected, $"The collector at {collector} refused part of an export: {message}");
    }
}
