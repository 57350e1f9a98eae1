using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Auditing;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;

namespace Takumi.Observability.Audit.Tests.Format;

public class EventLineTests
{
    private static readonly AuditRecordId s_id = new(new UInt128(0x0f8fad5bd9cb469f, 0xa16570867728950e));
    private static readonly DateTimeOffset s_time = new(2026, 11, 22, 8, 19, 3, 123, TimeSpan.Zero);

    [Fact]
    public void A_full_event_is_these_bytes()
    {
        var record = Record(new AuditEvent
        {
            Event = "reward_claimed", Resource = "quiz_submission", Action = "claim_reward", Result = AuditResult.Success,
            UserId = "u-17", OnBehalfOf = "org-2", StellarAddress = "GABC", ResourceId = "q-9", TxHash = "ab12", Amount = 10.50m,
            Metadata = new Dictionary<string, object?> { ["zeta"] = -3, ["Alpha"] = true, ["gone"] = null, ["pi"] = 3.5m, ["ß"] = "/" },
            Ip = "192.0.2.1", UserAgent = "curl \"8\"",
        }) with
        {
            TraceId = ActivityTraceId.CreateFromString("4bf92f3577b34da6a3ce929d0e0e4736"),
            SpanId = ActivitySpanId.CreateFromString("00f067aa0ba902b7"),
        };

        Line(12, record).ShouldBe(
            """
            {"sequence":12,"id":"0f8fad5bd9cb469fa16570867728950e","kind":"event","timestamp":"2026-11-22T08:19:03.123Z","event":"reward_claimed","resource":"quiz_submission","action":"claim_reward","result":"success","userId":"u-17","onBehalfOf":"org-2","stellarAddress":"GABC","resourceId":"q-9","txHash":"ab12","amount":"10.50","metadata":{"Alpha":true,"pi":"3.5","zeta":-3,"ß":"/"},"ip":"192.0.2.1","userAgent":"curl \"8\"","service":"takumi-backend","environment":"production","traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7"}
            """);
    }

    [Fact]
    public void What_is_absent_is_left_out() =>
        Line(1, Record(Minimal) with { Environment = null }).ShouldBe(
            """{"sequence":1,"id":"0f8fad5bd9cb469fa16570867728950e","kind":"event","timestamp":"2026-11-22T08:19:03.123Z","event":"e","resource":"r","action":"a","result":"failure","service":"takumi-backend","environment":""}""");

    [Fact]
    public void Each_character_has_one_spelling() =>
        Line(1, Record(Minimal with { UserId = "\0\u0007\b\t\n\v\f\r\u001f \"\\/\u007f\u0085\u2028é\uFEFF😀" }))
            .ShouldContain(""" "userId":"\u0000\u0007\b\t\n\u000b\f\r\u001f \"\\/""".Trim() + "\u007f\u0085\u2028é\uFEFF😀\"");

    [Theory]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-0.0000000000000000000000000001")]
    [InlineData("10.500")]
    [InlineData("0")]
    public void A_decimal_is_its_text(string text)
    {
        var line = Line(1, Record(Minimal with { Amount = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture) }));
        line.ShouldContain($"\"amount\":\"{text}\"");
        ShouldBeValid(line, 1);
    }

    [Theory]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    public void A_lone_surrogate_is_refused(int half) => // an attribute can't hold one: it is stored as UTF-8
        Should.Throw<InvalidRecordException>(() => Line(1, Record(Minimal with { Ip = $"a{(char)half}b" })))
            .Message.ShouldBe($"'ip' has a lone surrogate (U+{half:X4}), which no UTF-8 can hold.");

    [Fact]
    public void A_line_of_16_KiB_is_written_and_one_byte_more_is_refused()
    {
        var rest = Line(1, Record(Minimal with { UserId = "" })).Length;
        var longest = new string('x', JournalLimits.LineBytes - rest);
        ShouldBeValid(Line(1, Record(Minimal with { UserId = longest })), 1);

        Should.Throw<InvalidRecordException>(() => Line(1, Record(Minimal with { UserId = longest + "x" }))).IsTooLarge.ShouldBeTrue();
    }

    [Fact]
    public void A_line_that_its_sequence_makes_too_long_is_refused()
    {
        var rest = Line(1, Record(Minimal with { UserId = "" })).Length;
        var line = new LineBuilder();
        EventLine.Write(line, Record(Minimal with { UserId = new string('x', JournalLimits.LineBytes - rest) }));
        var batch = new LineBatch();
        batch.Begin(10);
        batch.TryAdd(line.Tail).ShouldBeFalse();
        batch.Count.ShouldBe(0);
        batch.Length.ShouldBe(0);
    }

    [Fact]
    public void Whatever_an_event_says_a_valid_line_says_the_same()
    {
        var text = ArbMap.Default.GeneratorFor<string?>().Select(value => value is null || IsWellFormed(value) ? value : "lone");
        var property = Prop.ForAll(
            (from texts in text.ArrayOf(9)
             from amount in ArbMap.Default.GeneratorFor<decimal?>()
             from metadata in Gen.Zip(text, text).ListOf()
             select (texts, amount, metadata)).ToArbitrary(),
            input =>
            {
                var (texts, amount, metadata) = input;
                var values = metadata.Where(pair => !string.IsNullOrEmpty(pair.Item1)).DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1!, pair => (object?)pair.Item2);
                var value = new AuditEvent
                {
                    Event = texts[0] ?? "", Resource = texts[1] ?? "", Action = texts[2] ?? "", Result = AuditResult.Success,
                    UserId = texts[3], OnBehalfOf = texts[4], ResourceId = texts[5], TxHash = texts[6], Ip = texts[7], UserAgent = texts[8],
                    Amount = amount, Metadata = values,
                };
                var line = Line(7, Record(value));
                ShouldBeValid(line, 7);

                var json = JsonDocument.Parse(line).RootElement;
                json.GetProperty("event").GetString().ShouldBe(value.Event);
                Text(json, "userId").ShouldBe(value.UserId);
                Text(json, "userAgent").ShouldBe(value.UserAgent);
                Text(json, "amount").ShouldBe(amount?.ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.GetProperty("metadata").EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value.GetString())
                    .ShouldBe(values.Where(pair => pair.Value is not null), ignoreOrder: true);
            });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), property);
    }

    internal static AuditEvent Minimal { get; } = new() { Event = "e", Resource = "r", Action = "a", Result = AuditResult.Failure };

    internal static AuditRecord Record(AuditEvent value) => new(s_id, s_time, "takumi-backend", "production", default, default, value);

    internal static string Line(long sequence, AuditRecord record)
    {
        var line = new LineBuilder();
        EventLine.Write(line, record);
        return $"{{\"sequence\":{sequence}{Encoding.UTF8.GetString(line.Tail)}";
    }

    private static void ShouldBeValid(string line, long sequence)
    {
        LineReader.TryRead(Encoding.UTF8.GetBytes(line), sequence, out var head, out var fault).ShouldBeTrue(fault.ToString());
        head.ShouldBe(new LineHead(sequence, RecordKind.Event));
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool IsWellFormed(string text) => !text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar);
}
