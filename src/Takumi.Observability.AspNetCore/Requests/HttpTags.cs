namespace Takumi.Observability.Requests;

/// <summary>
/// The attributes of a server span: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server
/// </summary>
internal static class HttpTags
{
    public const string RequestMethod = "http.request.method";
    public const string RequestMethodOriginal = "http.request.method_original";
    public const string UrlScheme = "url.scheme";
    public const string UrlPath = "url.path";
    public const string UrlQuery = "url.query";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ProtocolVersion = "network.protocol.version";
    public const string Route = "http.route";
    public const string StatusCode = "http.response.status_code";
    public const string UserAgent = "user_agent.original";
    public const string ClientAddress = "client.address";
}
