using System.Diagnostics;

namespace Takumi.Observability.Diagnosis;

/// <summary>
/// Hears of failed log exports where the exporter itself can't be asked: the SDK's log exporter is sealed, and a wrapped one loses the resource.
/// How many records a lost request held is read from its payload.
/// </summary>
internal sealed class LogExportHandler(LossReport losses) : DelegatingHandler
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        HttpResponseMessage? response = null;
        try
        {
            return response = base.Send(request, cancellationToken);
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
            return response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Judge(request, response, start);
        }
    }

    private void Judge(HttpRequestMessage request, HttpResponseMessage? response, long start)
    {
        TelemetryMetrics.ExportCompleted(TelemetrySignal.Logs, Stopwatch.GetElapsedTime(start));
        if (IsAccepted(response))
            return;
        var count = request.Content is { } content ? LogPayload.CountRecords(content) : 1;
        losses.Lost(TelemetrySignal.Logs, LossReason.ExportFailed, count, $"The collector at {request.RequestUri?.Authority} did not take the log records.");
    }

    /// <summary>gRPC answers 200 also when it refuses: its own status travels as a header where there is no body, and that is where a refusal is.</summary>
    private static bool IsAccepted(HttpResponseMessage? response) =>
        response is { IsSuccessStatusCode: true }
        && (!response.Headers.TryGetValues("grpc-status", out var status) || status.FirstOrDefault() is null or "0");
}
