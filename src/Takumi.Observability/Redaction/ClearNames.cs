using System.Collections.Frozen;

namespace Takumi.Observability.Redaction;

/// <summary>
/// Attributes whose values are fixed in code or a closed set by their convention, so that nothing can hide in them: not looked at, on every span that ends.
/// An application's own rule for one of them takes it off this list.
/// </summary>
internal sealed class ClearNames(RedactionPolicy policy)
{
    private const string Probe = "probe";

    private static readonly string[] s_candidates =
    [
        SpanTags.WorkflowName, SpanTags.WorkflowOutcome, SpanTags.ContractName, SpanTags.ContractMethod,
        "http.request.method", "http.route", "http.response.status_code", "url.scheme", "server.port", "network.protocol.name", "network.protocol.version",
    ];

    private readonly FrozenSet<string> _names = s_candidates.Where(name => policy.Redact(name, Probe) == Probe).ToFrozenSet(StringComparer.Ordinal);

    public bool Contains(string name) => _names.Contains(name);
}
