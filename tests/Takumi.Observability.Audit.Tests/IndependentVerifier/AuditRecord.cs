namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>A valid line.</summary>
internal sealed record AuditRecord(long Sequence, string Kind, Members Members)
{
    private const int LongestLine = 16_384;

    private static readonly (string Name, Func<object, bool> Type)[] Head =
        [("sequence", MemberType.Integer), ("id", MemberType.Id), ("kind", MemberType.Word), ("timestamp", MemberType.Time)];

    public static AuditRecord? Parse(byte[] line)
    {
        if (line.Length > LongestLine || LineReader.Read(line) is not { } members || members.Count < Head.Length)
            return null;
        for (var i = 0; i < Head.Length; i++)
        {
            if (members[i].Name != Head[i].Name || !Head[i].Type(members[i].Value))
                return null;
        }

        var (sequence, kind) = (members.Integer("sequence"), members.Text("kind"));
        if (sequence < 0 || !RecordKind.Allows(kind, members, Head.Length))
            return null;
        return (kind == "genesis") == (sequence == 0) ? new AuditRecord(sequence, kind, members) : null;
    }

    /// <summary>The origin that a genesis record names; null for every other record.</summary>
    public string? Origin => Kind == "genesis" ? Members.Text("origin") : null;

    /// <summary>For a retention record of this log, the end of what it says was dropped; 0 for every other record.</summary>
    public long DroppedEnd(string? origin) =>
        Kind == "retention" && Members.Text("origin") == origin && Members.Integer("end") is > 0 and var end && end <= Sequence ? end : 0;
}
