using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Takumi.Observability.Auditing;

/// <summary>Reads what a row has columns for out of a line of a journal (format 1). Members that have none, such as those of a later version, stay in the line.</summary>
internal static class AuditLineReader
{
    public static bool TryRead(ReadOnlyMemory<byte> line, [NotNullWhen(true)] out AuditRow? row)
    {
        row = null;
        try
        {
            row = Read(line);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            // Not a line: broken JSON, or a value of another type than the format has there.
        }

        return row is not null;
    }

    private static AuditRow? Read(ReadOnlyMemory<byte> line)
    {
        var reader = new Utf8JsonReader(line.Span);
        var texts = new string?[AuditColumns.Text.Length];
        long? sequence = null;
        Guid? id = null;
        DateTime? createdAt = null;
        decimal? amount = null;
        string? metadata = null;
        var next = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Column(ref reader, next) is >= 0 and var column)
            {
                reader.Read();
                texts[column] = Text(ref reader);
                next = column + 1;
            }
            else if (reader.ValueTextEquals("sequence"u8))
            {
                reader.Read();
                sequence = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = Guid.TryParseExact(reader.GetString(), "N", out var guid) ? guid : null;
            }
            else if (reader.ValueTextEquals("timestamp"u8))
            {
                reader.Read();
                createdAt = Time(reader.GetString());
            }
            else if (reader.ValueTextEquals("amount"u8))
            {
                reader.Read();
                amount = decimal.Parse(reader.GetString()!, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                metadata = Metadata(ref reader, line);
            }
            else
            {
                reader.Skip();
            }
        }

        return sequence is null || id is null || createdAt is null || texts[0] is null
            ? null
            : new AuditRow { Sequence = sequence.Value, CreatedAt = createdAt.Value, Id = id.Value, Amount = amount, Metadata = metadata, Texts = texts, Line = line };
    }

    /// <summary>Members stand in the order of the columns, so the search begins behind the last one found.</summary>
    private static int Column(ref Utf8JsonReader reader, int next)
    {
        for (var i = next; i < AuditColumns.TextMembers.Length; i++)
        {
            if (reader.ValueTextEquals(AuditColumns.TextMembers[i]))
                return i;
        }

        return -1;
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.GetString()?.Replace('\0', '\uFFFD');

    private static DateTime? Time(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static string Metadata(ref Utf8JsonReader reader, ReadOnlyMemory<byte> line)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var json = Encoding.UTF8.GetString(line.Span[start..(int)reader.BytesConsumed]);
        // An escaped backslash before "u0000" is text: only where backslashes are in pairs up to it is it one.
        return json.Contains(@"\u0000", StringComparison.Ordinal) ? json.Replace(@"\\", "\0", StringComparison.Ordinal).Replace(@"\u0000", "\uFFFD", StringComparison.Ordinal).Replace("\0", @"\\", StringComparison.Ordinal) : json;
    }
}
