namespace Takumi.Observability;

/// <summary>Why a call to a chain's RPC node failed.</summary>
public enum RpcError
{
    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>The connection or the HTTP status.</summary>
    Http,

    /// <summary>The node answered with a JSON-RPC error.</summary>
    JsonRpc,

    /// <summary>The node refused because of too many calls.</summary>
    RateLimited,
}
