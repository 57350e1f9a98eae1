using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Takumi.Observability.Format;

/// <summary>What a program asks of the owner of a journal, as its file says it.</summary>
/// <param name="What">A word.</param>
/// <param name="Who">What the program claims.</param>
/// <param name="When">The time as it stands in the file.</param>
/// <param name="OnBehalfOf">For whom, if somebody acts for another.</param>
/// <param name="Detail">What the word is about: for <c>read</c> the command.</param>
internal sealed record RequestFile(string What, string Who, string When, string? OnBehalfOf = null, string? Detail = null)
{
    private static readonly byte[] s_start = [(byte)'{', .. RecordSchema.What.Prefix.AsSpan(1)];

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
        if (scanner.TrySkip(s_start) && scanner.ReadTyped(MemberType.Word)
            && scanner.TrySkip(RecordSchema.Who.Prefix) && scanner.ReadTyped(MemberType.Text)
            && scanner.TrySkip(RecordSchema.When.Prefix) && scanner.ReadTyped(MemberType.Time)
            && (!scanner.TrySkip(RecordSchema.OnBehalfOf.Prefix) || scanner.ReadTyped(MemberType.Text))
            && (!scanner.TrySkip(RecordSchema.Detail.Prefix) || scanner.ReadTyped(MemberType.Text))
            && scanner.TrySkip("}"u8) && scanner.AtEnd)
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(bytes));
            return new RequestFile(Text(RecordSchema.What)!, Text(RecordSchema.Who)!, Text(RecordSchema.When)!, Text(RecordSchema.OnBehalfOf), Text(RecordSchema.Detail));

            string? Text(Member member) => document.RootElement.TryGetProperty(member.Name, out var value) ? value.GetString() : null;
        }

        fault = $"what, who, when, and perhaps onBehalfOf and detail are expected, in this order; {scanner.Reason ?? "another member"} at byte {scanner.Position}";
        return null;
    }

    /// <summary>The bytes of the file.</summary>
    /// <exception cref="InvalidRecordException">A text has a lone surrogate, or they are too many for a request.</exception>
    public byte[] ToBytes()
    {
        var line = new LineBuilder();
        line.Text(RecordSchema.What, What).Text(RecordSchema.Who, Who).Text(RecordSchema.When, When).Text(RecordSchema.OnBehalfOf, OnBehalfOf).Text(RecordSchema.Detail, Detail).End();
        var bytes = line.Tail.ToArray();
        bytes[0] = (byte)'{'; // a member begins with the comma after the one before it
        return bytes.Length <= JournalLimits.RequestBytes
            ? bytes
            : throw InvalidRecordException.TooLarge($"a request of {bytes.Length} bytes; a request has at most {JournalLimits.RequestBytes}");
    }
}
