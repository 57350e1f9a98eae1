using System.Text;
using Takumi.Observability.Format;

namespace Takumi.Observability.Audit.Tests.Format;

public class LineReaderTests
{
    private const string Head = "{\"sequence\":5,\"id\":\"0f8fad5bd9cb469fa16570867728950e\",\"kind\":\"heartbeat\",\"timestamp\":\"2026-11-22T08:19:03.123Z\"";
    private const string Event = "\"event\",\"timestamp\":\"2026-11-22T08:19:03.123Z\",\"event\":\"e\",\"resource\":\"r\",\"action\":\"a\",\"result\":\"success\"";

    [Theory]
    [InlineData("}")]
    [InlineData(",\"later\":1}")]
    [InlineData(",\"later\":{\"a\":1,\"b\":\"\\n\",\"c\":true},\"more\":false}")]
    [InlineData(",\"later\":{}}")]
    public void A_line_may_end_with_what_a_later_version_added(string end) => Fault(Head + end).ShouldBeNull();

    [Theory]
    [InlineData("", "',' or '}' is expected at 0")]
    [InlineData("} ", "the line goes on after its object at 1")]
    [InlineData("}\r", "the line goes on after its object at 1")]
    [InlineData(", \"a\":1}", "a string is expected at 1")]
    [InlineData(",\"a\" :1}", "':' is expected at 4")]
    [InlineData(",\"a\":01}", "an integer within 2^53 - 1, without leading zero, is expected at 5")]
    [InlineData(",\"a\":-0}", "an integer within 2^53 - 1, without leading zero, is expected at 5")]
    [InlineData(",\"a\":1.5}", "',' or '}' is expected at 6")]
    [InlineData(",\"a\":9007199254740992}", "an integer within 2^53 - 1, without leading zero, is expected at 5")]
    [InlineData(",\"a\":null}", "a string, an integer, true, false or an object is expected at 5")]
    [InlineData(",\"a\":[]}", "a string, an integer, true, false or an object is expected at 5")]
    [InlineData(",\"a\":{\"b\":{}}}", "a string, an integer, true or false is expected at 10")]
    [InlineData(",\"a\":{\"b\":1,\"b\":2}}", "the name is there already or not in ascending order at 12")]
    [InlineData(",\"a\":{\"c\":1,\"b\":2}}", "the name is there already or not in ascending order at 12")]
    [InlineData(",\"a\":{\"b\":1,\"\\u0062\":2}}", "the escape is not the one spelling of its character at 13")]
    [InlineData(",\"a\":1,\"a\":2}", "the member is there already at 11")]
    [InlineData(",\"kind\":\"x\"}", "the member is there already or out of order at 8")]
    [InlineData(",\"\":1}", "a name is not empty at 3")]
    [InlineData(",\"a\":\"\\/\"}", "the escape is not the one spelling of its character at 6")]
    [InlineData(",\"a\":\"\\u000A\"}", "the escape is not the one spelling of its character at 6")]
    [InlineData(",\"a\":\"\\u000a\"}", "the escape is not the one spelling of its character at 6")]
    [InlineData(",\"a\":\"\\ud800\"}", "the escape is not the one spelling of its character at 6")]
    [InlineData(",\"a\":\"\t\"}", "a control character stands in a string at 6")]
    [InlineData(",\"a\":\"b}", "the string has no end at 8")]
    public void Anything_else_is_named_with_its_place(string end, string fault)
    {
        LineReader.TryRead(Encoding.UTF8.GetBytes(Head + end), 5, out _, out var found).ShouldBeFalse();
        $"{found.Reason} at {found.Offset - Head.Length}".ShouldBe(fault);
    }

    [Theory]
    [InlineData("sequence\":5", "sequence\":6", "sequence 5 is expected, not 6 at byte 13")]
    [InlineData("sequence\":5", "sequence\":05", "an integer within 2^53 - 1, without leading zero, is expected at byte 12")]
    [InlineData("\"id\"", "\"Id\"", "member 'id' is expected at byte 13")]
    [InlineData("0f8f", "0F8f", "32 lower-case hexadecimal digits are expected at byte 20")]
    [InlineData("heartbeat", "Heartbeat", "a word of at most 32 lower-case letters, digits and underscores is expected at byte 72")]
    [InlineData("heartbeat", "genesis", "sequence 0 and only it is the genesis record at byte 70")]
    [InlineData("2026-11-22", "2026-11-31", "a UTC time with milliseconds is expected, such as 2026-11-22T08:19:03.123Z at byte 86")]
    [InlineData("08:19:03", "08:19:60", "a UTC time with milliseconds is expected, such as 2026-11-22T08:19:03.123Z at byte 86")]
    [InlineData("heartbeat", "stop", "member 'lost' is expected at byte 106")]
    public void The_head_is_exact(string from, string to, string fault) =>
        Fault(Head.Replace(from, to, StringComparison.Ordinal) + "}").ShouldBe(fault);

    [Theory]
    [InlineData(",\"service\":\"\",\"environment\":\"\"}", null)]
    [InlineData(",\"amount\":\"1.50\",\"service\":\"\",\"environment\":\"\"}", null)]
    [InlineData(",\"amount\":\"01.5\",\"service\":\"\",\"environment\":\"\"}", "a decimal of at most 29 digits, without exponent or leading zero, is expected")]
    [InlineData(",\"amount\":1,\"service\":\"\",\"environment\":\"\"}", "a string is expected")]
    [InlineData(",\"ip\":\"\",\"userId\":\"\",\"service\":\"\",\"environment\":\"\"}", "member 'service' is expected")]
    [InlineData(",\"service\":\"\",\"environment\":\"\",\"ip\":\"\"}", "the member is there already or out of order")]
    [InlineData(",\"service\":\"\",\"environment\":\"\",\"spanId\":\"00f067aa0ba902b\"}", "16 lower-case hexadecimal digits are expected")]
    public void The_members_of_an_event_stand_in_order(string end, string? fault)
    {
        var found = Fault(Head[..Head.IndexOf("\"heartbeat\"", StringComparison.Ordinal)] + Event + end);
        if (fault is null)
            found.ShouldBeNull();
        else
            found.ShouldNotBeNull().ShouldStartWith(fault);
    }

    [Fact]
    public void Kinds_of_a_later_version_are_accepted()
    {
        var line = Encoding.UTF8.GetBytes(Head.Replace("heartbeat", "key_change", StringComparison.Ordinal) + ",\"x\":1}");
        LineReader.TryRead(line, 5, out var head, out _).ShouldBeTrue();
        head.Kind.ShouldBe(RecordKind.Unknown);
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0xAF })] // overlong
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })] // a lone surrogate
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })] // above U+10FFFF
    [InlineData(new byte[] { 0xC3 })] // cut
    public void Ill_formed_UTF_8_is_refused(byte[] bytes)
    {
        byte[] line = [.. Encoding.UTF8.GetBytes(Head + ",\"a\":\""), .. bytes, .. "\"}"u8];
        LineReader.TryRead(line, 5, out _, out var fault).ShouldBeFalse();
        fault.Reason.ShouldBe("the line is not well-formed UTF-8");
    }

    [Fact]
    public void Too_long_a_line_is_refused()
    {
        var start = Head + ",\"a\":\"";
        var fits = start + new string('x', JournalLimits.LineBytes - start.Length - 2) + "\"}";
        Fault(fits).ShouldBeNull();
        Fault(start + "x" + fits[start.Length..]).ShouldBe("the line has 16385 bytes, 16384 are allowed at byte 16384");
    }

    private static string? Fault(string line) =>
        LineReader.TryRead(Encoding.UTF8.GetBytes(line), 5, out _, out var fault) ? null : fault.ToString();
}
