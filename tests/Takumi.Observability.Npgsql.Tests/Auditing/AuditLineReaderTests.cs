using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Auditing;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>A line as a row.</summary>
public sealed class AuditLineReaderTests
{
    private const string Head = "{\"sequence\":7,\"id\":\"0f8fad5bd9cb469fa16570867728950e\",\"kind\":\"event\",\"timestamp\":\"2026-11-22T08:19:03.123Z\"";

    [Fact]
    public void Members_fill_columns_and_what_has_no_column_stays_in_the_line()
    {
        var line = Encoding.UTF8.GetBytes(Head + ",\"event\":\"e\",\"resource\":\"r\",\"action\":\"a\",\"result\":\"success\",\"userId\":\"u\",\"amount\":\"-10.50\",\"metadata\":{\"a\":1,\"b\":true},\"service\":\"s\",\"environment\":\"\",\"traceId\":\"t\",\"sealed\":{\"ip\":\"x\"},\"later\":5}");
        AuditLineReader.TryRead(line, out var row).ShouldBeTrue();
        row!.Sequence.ShouldBe(7);
        row.Id.ShouldBe(Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"));
        row.CreatedAt.ShouldBe(new DateTime(2026, 11, 22, 8, 19, 3, 123, DateTimeKind.Utc));
        row.Amount.ShouldBe(-10.50m);
        row.Metadata.ShouldBe("{\"a\":1,\"b\":true}");
        row.Texts.ShouldBe(["event", "e", "r", "a", "success", "u", null, null, null, null, null, null, "s", "", "t", null]);
        row.Line.ToArray().ShouldBe(line);
    }

    [Fact]
    public void There_is_a_column_for_every_text_member()
    {
        AuditColumns.Text.Length.ShouldBe(AuditColumns.TextMembers.Length);
        AuditColumns.TextMembers.Select(member => string.Concat(Encoding.UTF8.GetString(member).Select(c => char.IsUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{c}"))).ShouldBe(AuditColumns.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"sequence\":7}")]
    [InlineData("{\"sequence\":7.5,\"id\":\"0f8fad5bd9cb469fa16570867728950e\",\"kind\":\"event\",\"timestamp\":\"2026-11-22T08:19:03.123Z\"}")]
    [InlineData("{\"sequence\":7,\"id\":\"0f8f\",\"kind\":\"event\",\"timestamp\":\"2026-11-22T08:19:03.123Z\"}")]
    [InlineData("{\"sequence\":7,\"id\":\"0f8fad5bd9cb469fa16570867728950e\",\"kind\":1,\"timestamp\":\"2026-11-22T08:19:03.123Z\"}")]
    [InlineData("{\"sequence\":7,\"id\":\"0f8fad5bd9cb469fa16570867728950e\",\"kind\":\"event\",\"timestamp\":\"2026-02-30T08:19:03.123Z\"}")]
    [InlineData("{\"sequence\":7,\"id\":\"0f8fad5bd9cb469fa16570867728950e\",\"kind\":\"event\",\"timestamp\":\"2026-11-22T08:19:03.123Z\",\"amount\":\"x\"}")]
    [InlineData("{\"sequence\":7,\"id\":\"0f8fad5bd9cb469fa16570867728950e\",\"kind\":\"event\",\"timestamp\":\"2026-11-22T08:19:03.123Z\"")]
    public void What_is_no_line_is_no_row(string text) => AuditLineReader.TryRead(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void Whatever_the_metadata_says_only_its_zeros_are_replaced() => Check.QuickThrowOnFailure(Prop.ForAll(Metadata().ToArbitrary(), text =>
    {
        var json = JsonSerializer.Serialize(new Dictionary<string, string> { ["note"] = text }, JsonSerializerOptions.Web);
        AuditLineReader.TryRead(Encoding.UTF8.GetBytes($"{Head},\"metadata\":{json}}}"), out var row).ShouldBeTrue();
        using var read = JsonDocument.Parse(row!.Metadata!);
        return read.RootElement.GetProperty("note").GetString() == text.Replace('\0', '\uFFFD') && !row.Metadata!.Replace(@"\\", "", StringComparison.Ordinal).Contains(@"\u0000", StringComparison.Ordinal);
    }));

    /// <summary>Much of what is hard here: zeros, backslashes, and text that looks like an escape.</summary>
    private static Gen<string> Metadata() => Gen.Elements("\0", "\\", "u0000", "\\u0000", "\"", "a", "é").ArrayOf().Select(string.Concat);
}
