using System.Text;

namespace Takumi.Observability.Format;

/// <summary>The members of every kind of record, in the one order in which they may stand. Reader and writer share this table.</summary>
internal static class RecordSchema
{
    public static readonly byte[] LineStart = "{\"sequence\":"u8.ToArray();

    public static readonly Member Id = new("id", MemberType.Id);
    public static readonly Member Kind = new("kind", MemberType.Word);
    public static readonly Member Timestamp = new("timestamp", MemberType.Time);

    public static readonly Member Format = new("format", MemberType.Integer);
    public static readonly Member Log = new("log", MemberType.Id);
    public static readonly Member Origin = new("origin", MemberType.Text);
    public static readonly Member Service = new("service", MemberType.Text);

    public static readonly Member Host = new("host", MemberType.Text);
    public static readonly Member Pid = new("pid", MemberType.Integer);
    public static readonly Member Version = new("version", MemberType.Text);
    public static readonly Member Previous = new("previous", MemberType.Word);
    public static readonly Member Losses = new("losses", MemberType.Word, required: false);
    public static readonly Member Clock = new("clock", MemberType.Word, required: false);
    public static readonly Member ClockSource = new("clockSource", MemberType.Text, required: false);
    public static readonly Member ClockError = new("clockError", MemberType.Integer, required: false);
    public static readonly Member Settings = new("settings", MemberType.Object, required: false);
    public static readonly Member Lost = new("lost", MemberType.Integer);

    public static readonly Member Segment = new("segment", MemberType.Integer);
    public static readonly Member Offset = new("offset", MemberType.Integer);
    public static readonly Member Bytes = new("bytes", MemberType.Integer);
    public static readonly Member Sha256 = new("sha256", MemberType.Hash);

    public static readonly Member Reason = new("reason", MemberType.Word);
    public static readonly Member Since = new("since", MemberType.Time);
    public static readonly Member Count = new("count", MemberType.Integer);

    public static readonly Member Request = new("request", MemberType.Id);
    public static readonly Member What = new("what", MemberType.Word);
    public static readonly Member Who = new("who", MemberType.Text);
    public static readonly Member When = new("when", MemberType.Time);
    public static readonly Member Outcome = new("outcome", MemberType.Word);
    public static readonly Member Detail = new("detail", MemberType.Text, required: false);

    public static readonly Member End = new("end", MemberType.Integer);
    public static readonly Member Class = new("class", MemberType.Word, required: false);
    public static readonly Member Period = new("period", MemberType.Integer);

    public static readonly Member Type = new("type", MemberType.Integer);
    public static readonly Member PublicKey = new("publicKey", MemberType.Text);
    public static readonly Member Fingerprint = new("fingerprint", MemberType.Hash);
    public static readonly Member PreviousKey = new("previous", MemberType.Hash);

    public static readonly Member Event = new("event", MemberType.Text);
    public static readonly Member Resource = new("resource", MemberType.Text);
    public static readonly Member Action = new("action", MemberType.Text);
    public static readonly Member Result = new("result", MemberType.Result);
    public static readonly Member UserId = new("userId", MemberType.Text, required: false);
    public static readonly Member OnBehalfOf = new("onBehalfOf", MemberType.Text, required: false);
    public static readonly Member StellarAddress = new("stellarAddress", MemberType.Text, required: false);
    public static readonly Member ResourceId = new("resourceId", MemberType.Text, required: false);
    public static readonly Member TxHash = new("txHash", MemberType.Text, required: false);
    public static readonly Member Amount = new("amount", MemberType.Decimal, required: false);
    public static readonly Member Metadata = new("metadata", MemberType.Object, required: false);
    public static readonly Member Ip = new("ip", MemberType.Text, required: false);
    public static readonly Member UserAgent = new("userAgent", MemberType.Text, required: false);
    public static readonly Member Environment = new("environment", MemberType.Text);
    public static readonly Member TraceId = new("traceId", MemberType.Id, required: false);
    public static readonly Member SpanId = new("spanId", MemberType.SpanId, required: false);
    public static readonly Member Sealed = new("sealed", MemberType.Object, required: false);

    private static readonly Member[][] s_members =
    [
        [],
        [Format, Log, Origin, Service],
        [Host, Pid, Version, Previous, Losses, Clock, ClockSource, ClockError, Settings],
        [Lost],
        [Segment, Offset, Bytes, Sha256],
        [Reason, Since],
        [Reason, Count],
        [],
        [Request, What, Who, When, Outcome, Detail, OnBehalfOf],
        [Type, PublicKey, Fingerprint, PreviousKey],
        [End, Log, Origin, Service, Class, Period],
        [
            Event, Resource, Action, Result, UserId, OnBehalfOf, StellarAddress, ResourceId, TxHash, Amount, Metadata, Ip, UserAgent,
            Service, Environment, TraceId, SpanId, Sealed,
        ],
    ];

    private static readonly byte[][] s_words = [.. Enum.GetNames<RecordKind>().Select(name => Encoding.ASCII.GetBytes(name.ToLowerInvariant()))];

    /// <summary>The members after the four that every line has.</summary>
    public static ReadOnlySpan<Member> MembersOf(RecordKind kind) => s_members[(int)kind];

    public static ReadOnlySpan<byte> WordOf(RecordKind kind) => s_words[(int)kind];

    public static RecordKind KindOf(ReadOnlySpan<byte> word)
    {
        for (var i = s_words.Length - 1; i > 0; i--) // events first: nearly all lines are
        {
            if (word.SequenceEqual(s_words[i]))
                return (RecordKind)i;
        }

        return RecordKind.Unknown;
    }

    /// <summary>Whether a name is one that lines of this kind have: it may then not come again among the unknown ones.</summary>
    public static bool Knows(RecordKind kind, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("sequence"u8) || name.SequenceEqual(Id.Utf8Name) || name.SequenceEqual(Kind.Utf8Name) || name.SequenceEqual(Timestamp.Utf8Name))
            return true;
        foreach (var member in MembersOf(kind))
        {
            if (name.SequenceEqual(member.Utf8Name))
                return true;
        }

        return false;
    }
}
