using System.Text.Unicode;

namespace Takumi.Observability.Format;

/// <summary>Decides whether bytes are a valid line of format 1. Allocates nothing: a verifier asks for every line of a log.</summary>
internal static class LineReader
{
    /// <param name="line">The bytes without the LF.</param>
    /// <param name="expected">The sequence that the line must have.</param>
    /// <param name="head">Sequence and kind of a valid line.</param>
    /// <param name="fault">What is wrong with one that is not.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, long expected, out LineHead head, out LineFault fault)
    {
        head = default;
        if (line.Length > JournalLimits.LineBytes)
        {
            fault = new LineFault(JournalLimits.LineBytes, $"the line has {line.Length} bytes, {JournalLimits.LineBytes} are allowed");
            return false;
        }

        if (!Utf8.IsValid(line))
        {
            fault = new LineFault(0, "the line is not well-formed UTF-8");
            return false;
        }

        var scanner = new LineScanner(line);
        if (ReadHead(ref scanner, expected, out head) && ReadMembers(ref scanner, head.Kind) && ReadUnknown(ref scanner, head.Kind))
        {
            fault = default;
            return true;
        }

        fault = new LineFault(scanner.Position, scanner.Reason ?? "");
        return false;
    }

    private static bool ReadHead(ref LineScanner scanner, long expected, out LineHead head)
    {
        head = default;
        if (!scanner.TrySkip(RecordSchema.LineStart))
            return scanner.Fail("'{\"sequence\":' is expected");
        if (!scanner.ReadInteger(out var sequence))
            return false;
        if (sequence != expected)
            return scanner.Fail($"sequence {expected} is expected, not {sequence}");
        if (!ReadMember(ref scanner, RecordSchema.Id))
            return false;
        if (!scanner.TrySkip(RecordSchema.Kind.Prefix))
            return scanner.Fail("member 'kind' is expected");
        if (!scanner.ReadString(out var word))
            return false;
        if (!TextForms.Fits(word, MemberType.Word))
            return scanner.Fail(TextForms.Describe(MemberType.Word));
        head = new LineHead(sequence, RecordSchema.KindOf(word));
        if ((head.Kind == RecordKind.Genesis) != (sequence == 0))
            return scanner.Fail("sequence 0 and only it is the genesis record");
        return ReadMember(ref scanner, RecordSchema.Timestamp);
    }

    private static bool ReadMembers(ref LineScanner scanner, RecordKind kind)
    {
        foreach (var member in RecordSchema.MembersOf(kind))
        {
            if (!ReadMember(ref scanner, member))
                return false;
        }

        return true;
    }

    private static bool ReadMember(ref LineScanner scanner, Member member)
    {
        if (scanner.TrySkip(member.Prefix))
            return scanner.ReadTyped(member.Type);
        return !member.Required || scanner.Fail($"member '{member.Name}' is expected");
    }

    /// <summary>Reads what a later version added, up to the end of the line.</summary>
    private static bool ReadUnknown(ref LineScanner scanner, RecordKind kind)
    {
        if (scanner.Next == ',' && !ReadUnknownMembers(ref scanner, kind))
            return false;
        if (!scanner.TrySkip("}"u8))
            return scanner.Fail("',' or '}' is expected");
        return scanner.AtEnd || scanner.Fail("the line goes on after its object");
    }

    private static bool ReadUnknownMembers(ref LineScanner scanner, RecordKind kind)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (scanner.TrySkip(","u8))
        {
            if (!scanner.ReadName(out var name))
                return false;
            if (RecordSchema.Knows(kind, name))
                return scanner.Fail("the member is there already or out of order");
            if (!names.Add(Convert.ToHexString(name)))
                return scanner.Fail("the member is there already");
            if (names.Count > JournalLimits.UnknownMembers)
                return scanner.Fail($"at most {JournalLimits.UnknownMembers} members of a later version are allowed");
            if (!scanner.ReadAny(nested: false))
                return false;
        }

        return true;
    }
}
