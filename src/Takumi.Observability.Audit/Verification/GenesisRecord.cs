using System.Text.Json;
using Takumi.Observability.Format;

namespace Takumi.Observability.Verification;

/// <summary>The first record of a log, which says what log it is.</summary>
internal static class GenesisRecord
{
    /// <summary>The origin that the line names; null if it is no valid genesis record of the format that we know.</summary>
    public static string? OriginIn(ReadOnlySpan<byte> line)
    {
        if (!LineReader.TryRead(line, 0, out _, out _))
            return null;
        var members = new Utf8JsonReader(line);
        string? origin = null;
        while (members.Read())
        {
            if (members.TokenType != JsonTokenType.PropertyName)
                continue;
            var (isFormat, isOrigin) = (members.ValueTextEquals(RecordSchema.Format.Utf8Name), members.ValueTextEquals(RecordSchema.Origin.Utf8Name));
            members.Read();
            if (isFormat && members.GetInt64() != JournalLimits.FormatNumber)
                return null;
            if (isOrigin)
                origin = members.GetString();
            members.Skip();
        }

        return origin;
    }

    /// <summary>Whether the line is the genesis record of the log <paramref name="origin"/>, or of any log if that is null.</summary>
    public static bool Names(ReadOnlySpan<byte> line, string? origin) => OriginIn(line) is { } found && (origin is null || found == origin);

    /// <summary>The origin in the first line of the journal.</summary>
    public static string? OriginIn(JournalInventory inventory)
    {
        if (inventory.Segments is not [{ First: 0, HasLines: true }, ..])
            return null;
        using var reader = new SegmentReader(inventory.Layout.Segment(0));
        return reader.TryRead(out var line) ? OriginIn(line) : null;
    }
}
