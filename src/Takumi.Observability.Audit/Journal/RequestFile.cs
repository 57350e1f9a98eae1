using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Takumi.Observability.Format;

namespace Takumi.Observability.Journal;

/// <summary>What a program asks of the owner of a journal, as its file says it.</summary>
/// <param name="What">A word.</param>
/// <param name="Who">What the program claims.</param>
/// <param name="When">The time as it stands in the file.</param>
internal sealed record RequestFile(string What, string Who, string When)
{
    /// <summary>Reads the bytes of a request; the format is that of a line, and as strict.</summary>
    public static RequestFile? TryParse(ReadOnlySpan<byte> bytes, out string fault)
    {
        fault = "";
        if (bytes.Length > JournalLimits.RequestBytes || !Utf8.IsValid(bytes))
        {
            fault = $"a request is UTF-8 of at most {JournalLimits.RequestBytes} bytes";
            return null;
        }

        var scanner = new LineScanner(bytes);
        if (scanner.TrySkip("{\"what\":"u8) && scanner.ReadTyped(MemberType.Word)
            && scanner.TrySkip(RecordSchema.Who.Prefix) && scanner.ReadTyped(MemberType.Text)
            && scanner.TrySkip(RecordSchema.When.Prefix) && scanner.ReadTyped(MemberType.Time)
            && scanner.TrySkip("}"u8) && scanner.AtEnd)
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(bytes));
            return new RequestFile(Text(RecordSchema.What), Text(RecordSchema.Who), Text(RecordSchema.When));

            string Text(Member member) => document.RootElement.GetProperty(member.Name).GetString()!;
        }

        fault = $"what, who and when are expected, in this order; {scanner.Reason ?? "another member"} at byte {scanner.Position}";
        return null;
    }
}
