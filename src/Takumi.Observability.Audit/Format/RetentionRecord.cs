using System.Text.Json;

namespace Takumi.Observability.Format;

/// <summary>
/// A record that says: the records below <paramref name="End"/> are dropped because they are older than <paramref name="Period"/>. It repeats what the genesis record
/// said, since that is among the first to go.
/// </summary>
internal sealed record RetentionRecord(long End, string Log, string Origin, string Service, string? Class, TimeSpan Period)
{
    private static readonly byte[] s_kind = [.. RecordSchema.Kind.Prefix, (byte)'"', .. RecordSchema.WordOf(RecordKind.Retention), (byte)'"'];

    public void Write(LineBuilder line) => line
        .Integer(RecordSchema.End, End)
        .Text(RecordSchema.Log, Log)
        .Text(RecordSchema.Origin, Origin)
        .Text(RecordSchema.Service, Service)
        .Text(RecordSchema.Class, Class)
        .Integer(RecordSchema.Period, (long)Period.TotalSeconds)
        .End();

    /// <summary>Reads a line; null if it is anything else, or drops records that come after itself.</summary>
    public static RetentionRecord? Parse(ReadOnlySpan<byte> line, long sequence)
    {
        // The kind stands near the beginning of every line: nearly all lines are told apart without being parsed.
        if (line[..Math.Min(line.Length, 128)].IndexOf(s_kind) < 0 || !LineReader.TryRead(line, sequence, out var head, out _) || head.Kind != RecordKind.Retention)
            return null;
        using var document = JsonDocument.Parse(line.ToArray());
        var root = document.RootElement;
        var record = new RetentionRecord(
            root.GetProperty(RecordSchema.End.Name).GetInt64(), Text(RecordSchema.Log)!, Text(RecordSchema.Origin)!, Text(RecordSchema.Service)!, Text(RecordSchema.Class),
            TimeSpan.FromSeconds(Math.Clamp(root.GetProperty(RecordSchema.Period.Name).GetInt64(), 0, (long)TimeSpan.MaxValue.TotalSeconds - 1)));
        return record.End > 0 && record.End <= sequence ? record : null;

        string? Text(Member member) => root.TryGetProperty(member.Name, out var value) ? value.GetString() : null;
    }
}
