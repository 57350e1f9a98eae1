namespace Takumi.Observability.Health;

/// <summary>How health checks are run and what of them is shown. Section <c>Observability:Health</c>; times there in milliseconds.</summary>
public sealed class HealthOptions
{
    /// <summary>How long a check that has no timeout of its own may take. Then it counts as failed, whether or not it heeds its token. Default 5 s, at most an hour.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer is good for: however many ask within it, a check runs once. Default 1 s, at most an hour.</summary>
    public TimeSpan CacheDuration { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether a check's description and the type of its exception are shown, redacted, to whoever asks. Default false: the endpoints ask nobody who they are,
    /// and descriptions name servers. The log has them in any case.
    /// </summary>
    public bool ShowDetails { get; set; }
}
