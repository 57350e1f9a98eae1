using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Audit.Tests.IndependentVerifier;

namespace Takumi.Observability.Audit.Tests.Verification;

/// <summary>Lines that are almost of the format, behind the last checkpoint, where only the format speaks: what is no line is a torn tail, and both verifiers must say so of the same ones.</summary>
public sealed class LineAgreementTests
{
    private const string Id = "\"0f8fad5bd9cb469fa16570867728950e\"";
    private const string Hash = "\"0f8fad5bd9cb469fa16570867728950e0f8fad5bd9cb469fa16570867728950e\"";
    private const string Time = "\"2026-11-22T08:19:03.123Z\"";

    /// <summary>Every kind with every member it may have.</summary>
    private static readonly string[][] s_kinds =
    [
        ["\"genesis\"", "format", "1", "log", Id, "origin", "\"takumi.audit/backend/0f8fad5bd9cb469fa16570867728950e\"", "service", "\"backend\""],
        ["\"start\"", "host", "\"h\"", "pid", "7", "version", "\"1\"", "previous", "\"unclean\"", "losses", "\"unknown\"", "clock", "\"synchronized\"", "clockSource", "\"tsc\"", "clockError", "5", "settings", "{\"A\":\"1\",\"B\":2}"],
        ["\"stop\"", "lost", "0"],
        ["\"recovery\"", "segment", "30", "offset", "5", "bytes", "7", "sha256", Hash],
        ["\"failure\"", "reason", "\"disk\"", "since", Time],
        ["\"loss\"", "reason", "\"queue_full\"", "count", "3"],
        ["\"heartbeat\""],
        ["\"request\"", "request", Id, "what", "\"checkpoint\"", "who", "\"alice\"", "when", Time, "outcome", "\"done\"", "detail", "\"d\"", "onBehalfOf", "\"bob\""],
        ["\"key\"", "type", "2", "publicKey", "\"MFk=\"", "fingerprint", Hash, "previous", Hash],
        ["\"retention\"", "end", "20", "log", Id, "origin", "\"o\"", "service", "\"s\"", "class", "\"financial\"", "period", "60"],
        ["\"event\"", "event", "\"e\"", "resource", "\"r\"", "action", "\"a\"", "result", "\"success\"", "userId", "\"u\"", "onBehalfOf", "\"b\"", "stellarAddress", "\"G\"", "resourceId", "\"i\"", "txHash", "\"t\"", "amount", "\"1.50\"",
            "metadata", "{\"a\":\"x\",\"b\":1,\"c\":true}", "ip", "\"::1\"", "userAgent", "\"ua\"", "service", "\"s\"", "environment", "\"\"", "traceId", Id, "spanId", "\"00f067aa0ba902b7\"", "sealed", "{\"ip\":\"x.y\"}"],
        ["\"of_a_later_version\"", "what", "\"ever\""],
    ];

    private static readonly string[] s_values =
    [
        "0", "-0", "01", "-1", "41", "9007199254740991", "-9007199254740991", "9007199254740992", "-9007199254740992", "99999999999999999999", "1.0", "1e3", "+1", "-", "",
        "null", "true", "false", "True", "[]", "{}", "{\"a\":{}}", "{\"a\":null}", "{\"a\":[]}", "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":2}", "{\"\":1}", "{\"a\":1,}", "{\"a\" :1}", "{\"Z\":1,\"a\":\"é\"}", "{\"\\t\":1}", "{\"\\n\":1,\"a\":2}", "{\"a\":1,\"\\n\":2}", "{\"é\":1,\"ｚ\":2,\"🪙\":3}",
        "\"\"", "\"é🪙\u2028\"", "\"\\/\"", "\"/\"", "\"\\u0007\"", "\"\\u001F\"", "\"\\u001f\"", "\"\\u000a\"", "\"\\u0008\"", "\"\\u007f\"", "\"\u007f\"", "\"\\u0041\"", "\"\\ud83e\"", "\"\\b\\t\\n\\f\\r\\\"\\\\\"", "\"\\a\"", "\"\t\"", "\"\u0001\"", "\"\\\"", "\"\\u00\"", "\"open",
        Time, "\"2026-02-29T00:00:00.000Z\"", "\"2028-02-29T23:59:59.999Z\"", "\"2100-02-29T00:00:00.000Z\"", "\"2026-11-22T24:00:00.000Z\"", "\"2026-11-22T23:59:60.000Z\"", "\"2026-11-22T08:60:00.000Z\"", "\"2026-13-01T00:00:00.000Z\"", "\"2026-00-01T00:00:00.000Z\"",
        "\"0001-01-01T00:00:00.000Z\"", "\"0000-01-01T00:00:00.000Z\"", "\"9999-12-31T23:59:59.999Z\"", "\"2026-11-22T08:19:03.12Z\"", "\"2026-11-22T08:19:03.1234Z\"", "\"2026-11-22t08:19:03.123z\"", "\"2026-11-22T08:19:03,123Z\"", "\"2026-11-22 08:19:03.123Z\"", "\" 026-11-22T08:19:03.123Z\"",
        "\"1\"", "\"-1.50\"", "\"-0\"", "\"00.1\"", "\"1.\"", "\".5\"", "\"-\"", "\"1.5.0\"", "\"+1\"", "\"12345678901234567890123456789\"", "\"123456789012345678901234567890\"", "\"0.1234567890123456789012345678\"", "\"0.12345678901234567890123456789\"", "\"79228162514264337593543950336\"", "\"99999999999999999999999999999\"", "\"٣\"",
        Id, Hash, "\"0F8FAD5BD9CB469FA16570867728950E\"", "\"0f8fad5bd9cb469fa16570867728950\"", "\"0f8fad5bd9cb469fa16570867728950g\"", "\"00f067aa0ba902b7\"", "\"00000000000000000000000000000000\"", "\"0000000000000000\"",
        "\"a\"", "\"A\"", "\"a-b\"", "\"a_b9\"", "\"9a\"", "\"_a\"", "\"é\"", "\"abcdefghijklmnopqrstuvwxyz012345\"", "\"abcdefghijklmnopqrstuvwxyz0123456\"", "\"failure\"", "\"refused\"", "\"success\"",
    ];

    private static readonly string[] s_names = ["x", "", "é", "a\\tb", "a\\u0041", "ip", "settings", "id", "lost", "unknown"];

    [Fact]
    public void Both_verifiers_take_the_same_for_a_line()
    {
        using var journal = new TestJournal();
        var intact = File.ReadAllBytes(journal.SegmentPath(30));
        var blow = Gen.Choose(0, 9).SelectMany(kind => Gen.Choose(0, int.MaxValue - 1), (kind, where) => (Kind: kind, Where: where));
        var lines = Gen.Choose(0, s_kinds.Length - 1).SelectMany(kind => Gen.Choose(1, 2).SelectMany(count => blow.ListOf(count)), (kind, blows) => Compose(s_kinds[kind], [.. blows]));

        Prop.ForAll(lines.ToArbitrary(), line => { Agree(line); }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

        foreach (var kind in s_kinds)
            Agree(Compose(kind, [])).ShouldBe(kind[0] != "\"genesis\"", kind[0]);

        bool Agree(byte[] line)
        {
            File.WriteAllBytes(journal.SegmentPath(30), [.. intact, .. line, (byte)'\n']);
            var first = AgreementTests.Verdict(journal, []);
            first.ShouldBe(SecondVerifier.Verify(journal.Root, journal.PublicKeyPem, []), Encoding.UTF8.GetString(line));
            return !first.Torn;
        }
    }

    private static byte[] Compose(string[] kind, List<(int Kind, int Where)> blows)
    {
        string[] all = ["sequence", "40", "id", Id, "kind", kind[0], "timestamp", Time, .. kind[1..]];
        var members = all.Chunk(2).Select(pair => (Name: pair[0], Value: pair[1])).ToList();
        foreach (var (blow, where) in blows)
            Strike(members, blow, where);
        var line = Encoding.UTF8.GetBytes("{" + string.Join(',', members.Select(member => $"\"{member.Name}\":{member.Value}")) + "}");
        foreach (var (_, where) in blows.Where(b => b.Kind == 9))
            line[where / 8 % line.Length] ^= (byte)(1 << (where % 8));
        return line;
    }

    private static void Strike(List<(string Name, string Value)> members, int kind, int where)
    {
        if (members.Count == 0)
            return;
        var (a, b) = (where % members.Count, where / 23 % members.Count);
        switch (kind)
        {
            case 0 or 1 or 2 or 3:
                members[a] = (members[a].Name, s_values[where / 23 % s_values.Length]);
                break;
            case 4:
                members.RemoveAt(a);
                break;
            case 5:
                (members[a], members[b]) = (members[b], members[a]);
                break;
            case 6:
                members.Insert(a, members[b]);
                break;
            case 7:
                members[a] = (s_names[where / 23 % s_names.Length], members[a].Value);
                break;
            case 8 when where % 3 == 0:
                members.AddRange(Enumerable.Range(0, 31 + where / 3 % 4).Select(i => ($"later{i}", s_values[i % 4 == 0 ? 0 : 16])));
                break;
            case 8 when where % 3 == 1:
                var length = members.Sum(member => Encoding.UTF8.GetByteCount(member.Name) + Encoding.UTF8.GetByteCount(member.Value) + 4) + 1;
                members.Add(("long", $"\"{new string('x', Math.Max(0, 16_384 - length - 10 + where / 3 % 3))}\""));
                break;
            case 8:
                members.Add((s_names[where / 23 % s_names.Length], s_values[where / 46 % s_values.Length]));
                break;
        }
    }
}
