using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Takumi.Observability.Merkle;

namespace Takumi.Observability.Cli.Evidence;

/// <summary>A proof that a log of <see cref="Second"/> records begins with the records that it had when there were <see cref="First"/>.</summary>
internal sealed record ConsistencyProof
{
    public const string FormatName = "takumi.audit/consistency@v1";

    public required string Format { get; init; }

    public required string Origin { get; init; }

    public required Head First { get; init; }

    public required Head Second { get; init; }

    /// <summary>Hashes of RFC 6962 §2.1.2, base64.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>A tree, with the signed note over it if the journal has one.</summary>
    internal sealed record Head(long Size, string Root, string? Note);

    public static ConsistencyProof? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, EvidenceJson.Default.ConsistencyProof) is { Format: FormatName } proof ? proof : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToText() => JsonSerializer.Serialize(this, EvidenceJson.Default.ConsistencyProof) + "\n";

    /// <summary>Whether the path connects the two roots; whose they are is for the notes to say.</summary>
    public bool Connects()
    {
        try
        {
            return MerkleProof.VerifyConsistency(First.Size, Second.Size, Hash(First.Root), Hash(Second.Root), [.. Path.Select(Hash)]);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return false;
        }
    }

    public static MerkleHash Hash(string base64) => new(Convert.FromBase64String(base64));

    public static byte[]? NoteOf(Head head) => head.Note is { } note ? Encoding.UTF8.GetBytes(note) : null;
}
