namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>The members of each kind of record, in their order.</summary>
internal sealed class RecordKind
{
    private const int MostUnknown = 32;

    private static readonly Dictionary<string, RecordKind> Known = new()
    {
        ["genesis"] = new RecordKind().Has("format", MemberType.FormatNumber).Has("log", MemberType.Id).Has("origin", MemberType.Text).Has("service", MemberType.Text),
        ["start"] = new RecordKind().Has("host", MemberType.Text).Has("pid", MemberType.Integer).Has("version", MemberType.Text).Has("previous", MemberType.Word)
            .May("losses", MemberType.Word).May("clock", MemberType.Word).May("clockSource", MemberType.Text).May("clockError", MemberType.Integer).May("settings", MemberType.Object),
        ["stop"] = new RecordKind().Has("lost", MemberType.Integer),
        ["recovery"] = new RecordKind().Has("segment", MemberType.Integer).Has("offset", MemberType.Integer).Has("bytes", MemberType.Integer).Has("sha256", MemberType.Hash),
        ["failure"] = new RecordKind().Has("reason", MemberType.Word).Has("since", MemberType.Time),
        ["loss"] = new RecordKind().Has("reason", MemberType.Word).Has("count", MemberType.Integer),
        ["heartbeat"] = new RecordKind(),
        ["request"] = new RecordKind().Has("request", MemberType.Id).Has("what", MemberType.Word).Has("who", MemberType.Text).Has("when", MemberType.Time)
            .Has("outcome", MemberType.Word).May("detail", MemberType.Text).May("onBehalfOf", MemberType.Text),
        ["key"] = new RecordKind().Has("type", MemberType.Integer).Has("publicKey", MemberType.Text).Has("fingerprint", MemberType.Hash).Has("previous", MemberType.Hash),
        ["retention"] = new RecordKind().Has("end", MemberType.Integer).Has("log", MemberType.Id).Has("origin", MemberType.Text).Has("service", MemberType.Text)
            .May("class", MemberType.Word).Has("period", MemberType.Integer),
        ["event"] = new RecordKind().Has("event", MemberType.Text).Has("resource", MemberType.Text).Has("action", MemberType.Text).Has("result", MemberType.Result)
            .May("userId", MemberType.Text).May("onBehalfOf", MemberType.Text).May("stellarAddress", MemberType.Text).May("resourceId", MemberType.Text)
            .May("txHash", MemberType.Text).May("amount", MemberType.Decimal).May("metadata", MemberType.Object).May("ip", MemberType.Text)
            .May("userAgent", MemberType.Text).Has("service", MemberType.Text).Has("environment", MemberType.Text).May("traceId", MemberType.Id)
            .May("spanId", MemberType.SpanId).May("sealed", MemberType.ObjectOfTexts),
    };

    private readonly List<(string Name, bool Optional, Func<object, bool> Type)> _members = [];

    private RecordKind Has(string name, Func<object, bool> type)
    {
        _members.Add((name, false, type));
        return this;
    }

    private RecordKind May(string name, Func<object, bool> type)
    {
        _members.Add((name, true, type));
        return this;
    }

    /// <summary>Whether the members from <paramref name="next"/> on are those of this kind, and behind them none but some that nobody knows yet.</summary>
    public static bool Allows(string kind, Members members, int next)
    {
        var known = Known.TryGetValue(kind, out var found) ? found._members : [];
        foreach (var (name, optional, type) in known)
        {
            if (next < members.Count && members[next].Name == name)
            {
                if (!type(members[next].Value))
                    return false;
                next++;
            }
            else if (!optional)
            {
                return false;
            }
        }

        var unknown = Enumerable.Range(next, members.Count - next).Select(index => members[index].Name).ToList();
        return unknown.Count <= MostUnknown && !unknown.Any(name => known.Any(member => member.Name == name));
    }
}
