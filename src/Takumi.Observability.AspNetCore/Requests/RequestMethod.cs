namespace Takumi.Observability.Requests;

/// <summary>An HTTP method as telemetry may say it: the nine of RFC 9110 and RFC 5789, or <c>_OTHER</c>, so that a client can't make up label values.</summary>
internal sealed class RequestMethod
{
    private static readonly RequestMethod s_get = new("GET", 0);
    private static readonly RequestMethod s_post = new("POST", 1);
    private static readonly RequestMethod s_put = new("PUT", 2);
    private static readonly RequestMethod s_delete = new("DELETE", 3);
    private static readonly RequestMethod s_patch = new("PATCH", 4);
    private static readonly RequestMethod s_head = new("HEAD", 5);
    private static readonly RequestMethod s_options = new("OPTIONS", 6);
    private static readonly RequestMethod s_trace = new("TRACE", 7);
    private static readonly RequestMethod s_connect = new("CONNECT", 8);
    private static readonly RequestMethod s_other = new("_OTHER", 9);

    public const int Count = 10;

    private RequestMethod(string name, int index)
    {
        Name = name;
        Index = index;
    }

    /// <summary>The value of <c>http.request.method</c> and of the label <c>method</c>.</summary>
    public string Name { get; }

    /// <summary>Position in a table of <see cref="Count"/> entries.</summary>
    public int Index { get; }

    public bool IsKnown => this != s_other;

    /// <summary>The method's part of a span name: <c>HTTP</c> for an unknown one, as the semantic conventions say.</summary>
    public string SpanName => IsKnown ? Name : "HTTP";

    /// <summary>Methods are case sensitive (RFC 9110, 9.1): <c>get</c> is an unknown one.</summary>
    public static RequestMethod Of(string method) => method switch
    {
        "GET" => s_get,
        "POST" => s_post,
        "PUT" => s_put,
        "DELETE" => s_delete,
        "PATCH" => s_patch,
        "HEAD" => s_head,
        "OPTIONS" => s_options,
        "TRACE" => s_trace,
        "CONNECT" => s_connect,
        _ => s_other,
    };
}
