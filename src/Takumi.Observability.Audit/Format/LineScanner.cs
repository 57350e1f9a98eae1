using System.Buffers;

namespace Takumi.Observability.Format;

/// <summary>
/// Reads the values of a line one after the other and accepts one spelling of each. Expects well-formed UTF-8, which is cheaper to
/// check for a whole line at once. A method that returns false has left <see cref="Reason"/> and <see cref="Position"/>.
/// </summary>
internal ref struct LineScanner(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> s_notLiteral = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _text = text;

    public int Position { get; private set; }

    public string? Reason { get; private set; }

    public readonly bool AtEnd => Position == _text.Length;

    public readonly byte Next => Position < _text.Length ? _text[Position] : (byte)0;

    public bool TrySkip(ReadOnlySpan<byte> literal)
    {
        if (!_text[Position..].StartsWith(literal))
            return false;
        Position += literal.Length;
        return true;
    }

    public bool Fail(string reason)
    {
        Reason = reason;
        return false;
    }

    /// <summary>Reads a string and gives the stored bytes between its quotes, escapes and all.</summary>
    public bool ReadString(out ReadOnlySpan<byte> stored)
    {
        stored = default;
        if (Next != '"')
            return Fail("a string is expected");
        var start = ++Position;
        while (true)
        {
            var run = _text[Position..].IndexOfAny(s_notLiteral);
            if (run < 0)
            {
                Position = _text.Length;
                return Fail("the string has no end");
            }

            Position += run;
            if (_text[Position] == '"')
            {
                stored = _text[start..Position++];
                return true;
            }

            if (!SkipEscape())
                return false;
        }
    }

    public bool ReadInteger(out long value)
    {
        value = 0;
        var start = Position;
        var negative = Next == '-';
        if (negative)
            Position++;
        var first = Position;
        while (Next is >= (byte)'0' and <= (byte)'9' && Position - first < 17)
            value = value * 10 + (_text[Position++] - '0');
        var digits = Position - first;
        if (digits == 0 || value > JournalLimits.Integer || (_text[first] == '0' && (digits > 1 || negative)))
        {
            Position = start;
            return Fail("an integer within 2^53 - 1, without leading zero, is expected");
        }

        value = negative ? -value : value;
        return true;
    }

    public bool ReadTyped(MemberType type)
    {
        if (type == MemberType.Integer)
            return ReadInteger(out _);
        if (type == MemberType.Object)
            return ReadObject();

        var start = Position;
        if (!ReadString(out var stored))
            return false;
        if (type == MemberType.Text || TextForms.Fits(stored, type))
            return true;
        Position = start + 1;
        return Fail(TextForms.Describe(type));
    }

    /// <summary>Reads any value that the grammar allows.</summary>
    public bool ReadAny(bool nested) => Next switch
    {
        (byte)'"' => ReadString(out _),
        (byte)'t' when TrySkip("true"u8) => true,
        (byte)'f' when TrySkip("false"u8) => true,
        (byte)'{' when !nested => ReadObject(),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => ReadInteger(out _),
        _ => Fail(nested ? "a string, an integer, true or false is expected" : "a string, an integer, true, false or an object is expected"),
    };

    /// <summary>Reads a flat object. Ascending names make a duplicate a neighbour.</summary>
    private bool ReadObject()
    {
        if (!TrySkip("{"u8))
            return Fail("an object is expected");
        if (TrySkip("}"u8))
            return true;
        ReadOnlySpan<byte> previous = default;
        do
        {
            var start = Position;
            if (!ReadName(out var name))
                return false;
            if (name.SequenceCompareTo(previous) <= 0)
            {
                Position = start;
                return Fail("the name is there already or not in ascending order");
            }

            previous = name;
            if (!ReadAny(nested: true))
                return false;
        }
        while (TrySkip(","u8));
        return TrySkip("}"u8) || Fail("',' or '}' is expected");
    }

    /// <summary>Reads a name, which is not empty, and its colon.</summary>
    public bool ReadName(out ReadOnlySpan<byte> name)
    {
        if (!ReadString(out name))
            return false;
        if (name.IsEmpty)
            return Fail("a name is not empty");
        return TrySkip(":"u8) || Fail("':' is expected");
    }

    private bool SkipEscape()
    {
        if (_text[Position] != '\\')
            return Fail("a control character stands in a string");
        var escape = _text[Position..];
        if (escape.Length >= 2 && escape[1] is (byte)'"' or (byte)'\\' or (byte)'b' or (byte)'t' or (byte)'n' or (byte)'f' or (byte)'r')
        {
            Position += 2;
            return true;
        }

        if (escape.Length >= 6 && escape[1..5] is [(byte)'u', (byte)'0', (byte)'0', (byte)'0' or (byte)'1'] && IsLongControl(escape[4], escape[5]))
        {
            Position += 6;
            return true;
        }

        return Fail("the escape is not the one spelling of its character");
    }

    /// <summary>Whether \u00xy is a control character that has no short escape.</summary>
    private static bool IsLongControl(byte high, byte low) => low switch
    {
        >= (byte)'0' and <= (byte)'7' => true,
        (byte)'8' or (byte)'9' or (byte)'a' or (byte)'c' or (byte)'d' => high == '1',
        (byte)'b' or (byte)'e' or (byte)'f' => true,
        _ => false,
    };
}
