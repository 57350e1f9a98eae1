using System.Text.Json;

namespace Takumi.Observability.Format;

/// <summary>What the owner of a journal answers to a request, as the <c>.done</c> file says it.</summary>
/// <param name="Sequence">That of the record about the request.</param>
/// <param name="Outcome">A word.</param>
/// <param name="Detail">More about it; of a refusal, why.</param>
internal sealed record RequestAnswer(long Sequence, string Outcome, string? Detail)
{
    private static readonly Member s_sequence = new("sequence", MemberType.Integer);

    public byte[] ToBytes()
    {
        var line = new LineBuilder();
        line.Integer(s_sequence, Sequence).Text(RecordSchema.Outcome, Outcome).Text(RecordSchema.Detail, Detail).End();
        var bytes = line.Tail.ToArray();
        bytes[0] = (byte)'{'; // a member begins with the comma after the one before it
        return bytes;
    }

    /// <exception cref="InvalidDataException">These are not the bytes of an answer.</exception>
    public static RequestAnswer Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            return new RequestAnswer(
                root.GetProperty(s_sequence.Name).GetInt64(),
                root.GetProperty(RecordSchema.Outcome.Name).GetString()!,
                root.TryGetProperty(RecordSchema.Detail.Name, out var detail) ? detail.GetString() : null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"The answer of the journal's owner can't be read: {e.Message}", e);
        }
    }
}
