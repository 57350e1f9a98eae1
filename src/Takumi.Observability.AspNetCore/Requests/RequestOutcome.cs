using Microsoft.AspNetCore.Http;

namespace Takumi.Observability.Requests;

/// <summary>A request and how it ended, as telemetry tells it. Path and query are the ones the client sent, whatever a handler re-executed; a failure is the server's, and nothing else has an exception.</summary>
internal readonly record struct RequestOutcome(
    RequestMethod Method,
    string OriginalMethod,
    PathString Path,
    QueryString Query,
    EndpointTelemetry? Endpoint,
    int StatusCode,
    bool IsFailure,
    Exception? Exception);
