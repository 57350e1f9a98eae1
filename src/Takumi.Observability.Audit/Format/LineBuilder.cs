using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;

namespace Takumi.Observability.Format;

/// <summary>
/// Writes a line from its second member on: the sequence is put before it when the line is appended, under no lock and by one thread.
/// Reusable, not thread safe. Whoever writes members in another order than <see cref="RecordSchema"/> writes an invalid line.
/// </summary>
internal sealed class LineBuilder
{
    private static readonly SearchValues<char> s_escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>The line from the comma before <c>id</c> to the closing brace. Valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> Tail => _bytes.AsSpan(0, _length);

    public LineBuilder Begin(AuditRecordId id, RecordKind kind, DateTimeOffset time)
    {
        _length = 0;
        Name(RecordSchema.Id);
        Append("\""u8);
        Hex(id.Value);
        Append("\""u8);
        Word(RecordSchema.Kind, RecordSchema.WordOf(kind));
        return Time(RecordSchema.Timestamp, time);
    }

    public void End() => Append("}"u8);

    /// <summary>A value as it would stand in a line, and nothing else. Valid until the builder is used again.</summary>
    public ReadOnlySpan<byte> ValueAlone(string name, object value)
    {
        _length = 0;
        Value(name, value);
        return Tail;
    }

    /// <summary>Writes a text; null leaves the member out.</summary>
    /// <exception cref="InvalidRecordException">It has a lone surrogate, or is longer than a line may be.</exception>
    public LineBuilder Text(Member member, string? value)
    {
        if (value is null)
            return this;
        Name(member);
        Quoted(value, member.Name);
        return this;
    }

    public LineBuilder Integer(Member member, long value)
    {
        Name(member);
        Digits(value);
        return this;
    }

    public LineBuilder Word(Member member, ReadOnlySpan<byte> word)
    {
        Name(member);
        Append("\""u8);
        Append(word);
        Append("\""u8);
        return this;
    }

    public LineBuilder Time(Member member, DateTimeOffset time)
    {
        Name(member);
        var room = Reserve(26);
        room[0] = (byte)'"';
        time.UtcDateTime.TryFormat(room[1..], out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        room[25] = (byte)'"';
        _length += 26;
        return this;
    }

    public LineBuilder Hex(Member member, ReadOnlySpan<byte> bytes)
    {
        Name(member);
        Append("\""u8);
        Convert.TryToHexStringLower(bytes, Reserve(bytes.Length * 2), out var written);
        _length += written;
        Append("\""u8);
        return this;
    }

    public LineBuilder Decimal(Member member, decimal? value)
    {
        if (value is not { } number)
            return this;
        Name(member);
        Append("\""u8);
        number.TryFormat(Reserve(40), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
        Append("\""u8);
        return this;
    }

    /// <summary>Writes a flat object; null leaves the member out. A value without a form of its own is written as its text.</summary>
    /// <exception cref="InvalidRecordException">A name is empty, or a text is as <see cref="Text"/> refuses it.</exception>
    public LineBuilder Object(Member member, IReadOnlyDictionary<string, object?>? values)
    {
        if (values is null)
            return this;
        Name(member);
        var start = _length;
        if (!TryPairs(values))
        {
            _length = start;
            if (!TryPairs(values.OrderBy(pair => pair.Key, StoredNameOrder.Instance)))
                throw new InvalidRecordException("A name in the metadata is there twice.");
        }

        return this;
    }

    /// <summary>Writes the pairs as they come; false if their names do not ascend.</summary>
    private bool TryPairs(IEnumerable<KeyValuePair<string, object?>> pairs)
    {
        Append("{"u8);
        var (previous, previousLength, first) = (0, 0, true);
        foreach (var (name, value) in pairs)
        {
            if (value is null)
                continue;
            if (name.Length == 0)
                throw new InvalidRecordException("A name in the metadata is empty.");
            if (!first)
                Append(","u8);
            var start = _length + 1;
            Quoted(name, RecordSchema.Metadata.Name);
            var length = _length - 1 - start;
            if (!first && _bytes.AsSpan(start, length).SequenceCompareTo(_bytes.AsSpan(previous, previousLength)) <= 0)
                return false;
            (previous, previousLength, first) = (start, length, false);
            Append(":"u8);
            Value(name, value);
        }

        Append("}"u8);
        return true;
    }

    private void Value(string name, object value)
    {
        switch (value)
        {
            case string text:
                Quoted(text, name);
                break;
            case bool flag:
                Append(flag ? "true"u8 : "false"u8);
                break;
            case int number:
                Digits(number);
                break;
            case long number and >= -JournalLimits.Integer and <= JournalLimits.Integer:
                Digits(number);
                break;
            case byte or sbyte or short or ushort or uint:
                Digits(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset or DateTime:
                Quoted(((IFormattable)value).ToString("O", CultureInfo.InvariantCulture), name);
                break;
            case IFormattable formattable:
                Quoted(formattable.ToString(null, CultureInfo.InvariantCulture), name);
                break;
            default:
                Quoted(value.ToString() ?? "", name);
                break;
        }
    }

    private void Quoted(ReadOnlySpan<char> text, string name)
    {
        if (text.Length > JournalLimits.LineBytes)
            throw InvalidRecordException.TooLarge($"'{name}' alone has {text.Length} characters");
        Append("\""u8);
        while (true)
        {
            var plain = text.IndexOfAny(s_escaped);
            Plain(plain < 0 ? text : text[..plain], name);
            if (plain < 0)
                break;
            Escape(text[plain]);
            text = text[(plain + 1)..];
        }

        Append("\""u8);
    }

    private void Plain(ReadOnlySpan<char> text, string name)
    {
        var status = Utf8.FromUtf16(text, Reserve(text.Length * 3), out var read, out var written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
            throw new InvalidRecordException($"'{name}' has a lone surrogate (U+{(int)text[read]:X4}), which no UTF-8 can hold.");
        _length += written;
    }

    private void Escape(char c)
    {
        ReadOnlySpan<byte> hex = "0123456789abcdef"u8;
        Append(c switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\b' => "\\b"u8,
            '\t' => "\\t"u8,
            '\n' => "\\n"u8,
            '\f' => "\\f"u8,
            '\r' => "\\r"u8,
            _ => [(byte)'\\', (byte)'u', (byte)'0', (byte)'0', hex[c >> 4], hex[c & 15]],
        });
    }

    private void Hex(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        Convert.TryToHexStringLower(bytes, Reserve(32), out var written);
        _length += written;
    }

    private void Digits(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out var written);
        _length += written;
    }

    private void Name(Member member) => Append(member.Prefix);

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    private Span<byte> Reserve(int length)
    {
        if (_bytes.Length - _length < length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        return _bytes.AsSpan(_length);
    }
}
