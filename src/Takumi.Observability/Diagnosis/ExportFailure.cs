using System.Net.Http.Headers;

namespace Takumi.Observability.Diagnosis;

/// <summary>Why the newest export of one signal failed. The handler sees it, the SDK keeps it from the exporter, and the exporter tells it.</summary>
internal sealed class ExportFailure
{
    private volatile string _cause = "nothing was sent";

    /// <summary>A clause without a full stop.</summary>
    public string Cause => _cause;

    public void Threw(Exception exception) =>
        _cause = exception is OperationCanceledException ? "no answer in time" : exception.GetBaseException().Message.TrimEnd('.');

    /// <param name="response">What is no success.</param>
    /// <param name="grpc">Where the collector put <c>grpc-status</c>; null when it answered plain HTTP.</param>
    public void Answered(HttpResponseMessage response, HttpResponseHeaders? grpc) =>
        _cause = grpc is null ? $"it answered {(int)response.StatusCode}" : $"it answered gRPC status {First(grpc, "grpc-status")} {Uri.UnescapeDataString(First(grpc, "grpc-message"))}".TrimEnd(' ', '.');

    private static string First(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.First() : "";
}
