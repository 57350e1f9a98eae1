using System.Text.Json;
using Takumi.Observability.Format;

namespace Takumi.Observability.Journal;

/// <summary>The first record: which log this is.</summary>
internal sealed record Genesis(string LogId, string Origin, string Service)
{
    public static Genesis New(string service)
    {
        var logId = AuditRecordId.New().ToString();
        return new Genesis(logId, LogOrigin.Of(service, logId), service);
    }

    /// <summary>Reads a line that <see cref="LineReader"/> accepted as sequence 0.</summary>
    /// <exception cref="JournalRefusedException">A later format.</exception>
    public static Genesis Parse(ReadOnlyMemory<byte> line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var format = root.GetProperty(RecordSchema.Format.Name).GetInt64();
        if (format != JournalLimits.FormatNumber)
            throw new JournalRefusedException($"The journal has format {format}; this version writes format {JournalLimits.FormatNumber}.");
        return new Genesis(Text(root, RecordSchema.Log), Text(root, RecordSchema.Origin), Text(root, RecordSchema.Service));
    }

    /// <summary>What a log says of itself when its genesis record was dropped.</summary>
    public static Genesis Of(RetentionRecord record) => new(record.Log, record.Origin, record.Service);

    public void Write(LineBuilder line) => line
        .Integer(RecordSchema.Format, JournalLimits.FormatNumber)
        .Text(RecordSchema.Log, LogId)
        .Text(RecordSchema.Origin, Origin)
        .Text(RecordSchema.Service, Service)
        .End();

    private static string Text(JsonElement root, Member member) => root.GetProperty(member.Name).GetString()!;
}
