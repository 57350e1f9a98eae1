namespace Takumi.Observability;

/// <summary>What is observed of PostgreSQL. Read once, when the host starts, also from section <c>Observability:Npgsql</c>.</summary>
public sealed class NpgsqlObservabilityOptions
{
    internal const string AllowedQueryText = "Off, WithoutLiterals";
    internal const string AllowedTimeout = "a time above zero, as 00:00:05";

    /// <summary>Whether spans carry the command's text. Off, as a text that is put together by hand carries what users typed.</summary>
    public QueryTextCapture QueryText { get; set; } = QueryTextCapture.Off;

    /// <summary>Whether each <c>NpgsqlDataSource</c> of the container is a readiness check: <c>database</c>, a keyed one <c>database-{key}</c>.</summary>
    public bool Readiness { get; set; } = true;

    /// <summary>How long a readiness check may take.</summary>
    public TimeSpan ReadinessTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Says what can't be used, one message a value. Empty: all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (!Enum.IsDefined(QueryText))
            problems.Add(Problem(nameof(NpgsqlObservabilityOptions), nameof(QueryText), QueryText.ToString(), AllowedQueryText));
        if (ReadinessTimeout <= TimeSpan.Zero)
            problems.Add(Problem(nameof(NpgsqlObservabilityOptions), nameof(ReadinessTimeout), ReadinessTimeout.ToString(), AllowedTimeout));
        return problems;
    }

    internal static string Problem(string place, string key, string value, string allowed) => $"{place}:{key} is '{value}'; allowed: {allowed}.";
}
