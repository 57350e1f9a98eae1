using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>Reads the JSON of a line, of which there is exactly one spelling. Values are <see cref="string"/>, <see cref="long"/>, <see cref="bool"/> or <see cref="Members"/>.</summary>
internal sealed class LineReader
{
    private const long LargestInteger = (1L << 53) - 1;
    private const string ShortEscapes = "\"\\btnfr";
    private const string ShortlyEscaped = "\"\\\b\t\n\f\r";

    private readonly byte[] _line;
    private int _at;

    private LineReader(byte[] line) => _line = line;

    /// <returns>Null for anything that the grammar does not allow.</returns>
    public static Members? Read(byte[] line)
    {
        if (!Utf8.IsValid(line))
            return null;
        try
        {
            var reader = new LineReader(line);
            var members = reader.ReadObject(nested: false);
            return reader._at == line.Length ? members : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private int Next => _at < _line.Length ? _line[_at] : -1;

    private void Expect(char expected)
    {
        if (Next != expected)
            throw new FormatException();
        _at++;
    }

    private bool Skip(char expected)
    {
        if (Next != expected)
            return false;
        _at++;
        return true;
    }

    private Members ReadObject(bool nested)
    {
        var members = new Members();
        byte[]? before = null;
        Expect('{');
        if (Skip('}'))
            return members;
        do
        {
            var start = _at;
            var name = ReadString();
            var stored = _line[(start + 1)..(_at - 1)];
            if (name.Length == 0 || members.Contains(name) || (nested && before is not null && stored.AsSpan().SequenceCompareTo(before) <= 0))
                throw new FormatException();
            before = stored;
            Expect(':');
            members.Add(name, ReadValue(nested));
        }
        while (Skip(','));
        Expect('}');
        return members;
    }

    private object ReadValue(bool nested) => Next switch
    {
        '"' => ReadString(),
        '{' when !nested => ReadObject(nested: true),
        't' => ReadWord("true", true),
        'f' => ReadWord("false", false),
        _ => ReadInteger(),
    };

    private bool ReadWord(string word, bool value)
    {
        foreach (var letter in word)
            Expect(letter);
        return value;
    }

    private long ReadInteger()
    {
        var start = _at;
        Skip('-');
        while (Next is >= '0' and <= '9')
            _at++;
        var text = Encoding.ASCII.GetString(_line, start, _at - start);
        // There is one spelling of a number: the one in which it would be written.
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            || value is > LargestInteger or < -LargestInteger || value.ToString(CultureInfo.InvariantCulture) != text)
            throw new FormatException();
        return value;
    }

    private string ReadString()
    {
        var bytes = new List<byte>();
        Expect('"');
        while (!Skip('"'))
        {
            if (Skip('\\'))
                bytes.Add(ReadEscape());
            else if (Next >= 0x20)
                bytes.Add(_line[_at++]);
            else
                throw new FormatException();
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private byte ReadEscape()
    {
        var escape = Next < 0 ? -1 : ShortEscapes.IndexOf((char)Next, StringComparison.Ordinal);
        if (escape >= 0)
        {
            _at++;
            return (byte)ShortlyEscaped[escape];
        }

        var digits = _at + 5 <= _line.Length ? Encoding.ASCII.GetString(_line, _at, 5) : "";
        for (var control = 0; control < 0x20; control++)
        {
            if (!ShortlyEscaped.Contains((char)control) && digits == $"u{control:x4}")
            {
                _at += 5;
                return (byte)control;
            }
        }

        throw new FormatException();
    }
}
