using System.Runtime.InteropServices;
using System.Text.Json;
using Takumi.Observability.Format;

namespace Takumi.Observability.Sealing;

/// <summary>A line that is put together again from what stands in clear and what was opened: each member where it would have stood.</summary>
internal sealed class OpenedLine(JsonElement record)
{
    private static readonly Member[] s_head = [new("sequence", MemberType.Integer), RecordSchema.Id, RecordSchema.Kind, RecordSchema.Timestamp];
    private static readonly byte[] s_metadata = "metadata."u8.ToArray();

    private readonly Dictionary<string, byte[]> _opened = new(StringComparer.Ordinal);
    private readonly List<(byte[] Name, byte[] Value)> _metadata = [];
    private readonly List<(byte[] Name, byte[] Value)> _closed = [];

    /// <param name="member">Of <c>sealed</c>.</param>
    /// <param name="plaintext">The value as it stands in a line.</param>
    public void Open(JsonProperty member, byte[] plaintext)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        if (name.StartsWith(s_metadata))
            _metadata.Add((name[s_metadata.Length..].ToArray(), plaintext));
        else
            _opened[member.Name] = plaintext;
    }

    public void Close(JsonProperty member, string why) => _closed.Add((JsonMarshal.GetRawUtf8PropertyName(member).ToArray(), [(byte)'"', .. System.Text.Encoding.ASCII.GetBytes(why), (byte)'"']));

    public byte[] ToBytes()
    {
        var line = new MemoryStream();
        foreach (var member in (Member[])[.. s_head, .. RecordSchema.MembersOf(RecordKind.Event)])
        {
            if (member == RecordSchema.Metadata)
                WriteMetadata(line);
            else if (member == RecordSchema.Sealed)
                WriteObject(line, member, _closed);
            else if (record.TryGetProperty(member.Name, out var value))
                Write(line, member.Utf8Name, JsonMarshal.GetRawUtf8Value(value));
            else if (_opened.TryGetValue(member.Name, out var plaintext))
                Write(line, member.Utf8Name, plaintext);
        }

        foreach (var unknown in record.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(unknown);
            if (!RecordSchema.Knows(RecordKind.Event, name))
                Write(line, name, JsonMarshal.GetRawUtf8Value(unknown.Value));
        }

        line.WriteByte((byte)'}');
        return line.ToArray();
    }

    private void WriteMetadata(MemoryStream line)
    {
        if (record.TryGetProperty(RecordSchema.Metadata.Name, out var clear))
        {
            if (_metadata.Count == 0 || clear.ValueKind is not JsonValueKind.Object)
            {
                Write(line, RecordSchema.Metadata.Utf8Name, JsonMarshal.GetRawUtf8Value(clear));
                return;
            }

            foreach (var entry in clear.EnumerateObject())
                _metadata.Add((JsonMarshal.GetRawUtf8PropertyName(entry).ToArray(), JsonMarshal.GetRawUtf8Value(entry.Value).ToArray()));
        }

        _metadata.Sort(static (one, other) => one.Name.AsSpan().SequenceCompareTo(other.Name));
        WriteObject(line, RecordSchema.Metadata, _metadata);
    }

    private static void WriteObject(MemoryStream line, Member member, List<(byte[] Name, byte[] Value)> values)
    {
        if (values.Count == 0)
            return;
        var inner = new MemoryStream();
        foreach (var (name, value) in values)
            Write(inner, name, value);
        inner.WriteByte((byte)'}');
        Write(line, member.Utf8Name, inner.ToArray());
    }

    private static void Write(MemoryStream line, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        line.Write(line.Length == 0 ? "{\""u8 : ",\""u8);
        line.Write(name);
        line.Write("\":"u8);
        line.Write(value);
    }
}
