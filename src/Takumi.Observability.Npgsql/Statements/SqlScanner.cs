namespace Takumi.Observability.Statements;

/// <summary>
/// Cuts a statement into tokens by the lexical rules of PostgreSQL (https://www.postgresql.org/docs/current/sql-syntax-lexical.html), with
/// <c>standard_conforming_strings</c> on. Any text will do: what is not closed reaches to the end. Every character is looked at a fixed number of times at most.
/// </summary>
internal ref struct SqlScanner(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _position;

    /// <summary>How many characters were looked at: the work done, which the tests hold against the length of the text.</summary>
    public long Visited { get; private set; }

    public SqlToken Next()
    {
        SkipWhile(static c => char.IsWhiteSpace(c) || c == '\0');
        var start = _position;
        if (start >= _text.Length)
            return new SqlToken(SqlTokenKind.End, _text.Length, 0);

        var kind = Read(_text[start]);
        Visited += _position - start;
        return new SqlToken(kind, start, _position - start);
    }

    public static bool StartsName(char c) => char.IsAsciiLetter(c) || c == '_' || c > '\x7f';

    private static bool ContinuesName(char c) => StartsName(c) || char.IsAsciiDigit(c) || c == '$';

    private SqlTokenKind Read(char c)
    {
        switch (c)
        {
            case '\'':
                ReadQuoted('\'', escapes: false);
                return SqlTokenKind.Literal;
            case '"':
                ReadQuoted('"', escapes: false);
                return SqlTokenKind.QuotedName;
            case '-' when Peek(1) == '-':
                ReadTo('\n');
                return SqlTokenKind.Comment;
            case '/' when Peek(1) == '*':
                ReadBlockComment();
                return SqlTokenKind.Comment;
            case '$':
                return ReadDollar();
            case ':' when Peek(1) == ':':
                _position += 2;
                return SqlTokenKind.Symbol;
            case '@' or ':' when StartsName(Peek(1)):
                _position++;
                SkipWhile(ContinuesName);
                return SqlTokenKind.Parameter;
            case '.' when char.IsAsciiDigit(Peek(1)):
                return ReadNumber();
        }

        if (char.IsAsciiDigit(c))
            return ReadNumber();
        if (StartsName(c))
            return ReadWord(c);
        _position++;
        return SqlTokenKind.Symbol;
    }

    private SqlTokenKind ReadWord(char c)
    {
        // A letter that belongs to the string behind it: E'…', B'…', X'…', N'…', U&'…', U&"…".
        if (Peek(1) == '\'' && "eEbBxXnN".Contains(c))
        {
            _position++;
            ReadQuoted('\'', escapes: c is 'e' or 'E');
            return SqlTokenKind.Literal;
        }

        if (c is 'u' or 'U' && Peek(1) == '&' && Peek(2) is '\'' or '"')
        {
            var quote = Peek(2);
            _position += 2;
            ReadQuoted(quote, escapes: false);
            return quote == '"' ? SqlTokenKind.QuotedName : SqlTokenKind.Literal;
        }

        SkipWhile(ContinuesName);
        return SqlTokenKind.Word;
    }

    // 12, 1.5, .5, 1e-5, 0xFF, 1_000; whatever letters hang on it are taken along, as the server would refuse them.
    private SqlTokenKind ReadNumber()
    {
        do
        {
            _position++;
            SkipWhile(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_');
        }
        while (Peek(0) is '+' or '-' && _text[_position - 1] is 'e' or 'E' && char.IsAsciiDigit(Peek(1)));
        return SqlTokenKind.Literal;
    }

    private void ReadQuoted(char quote, bool escapes)
    {
        for (_position++; _position < _text.Length; _position++)
        {
            var c = _text[_position];
            if (escapes && c == '\\')
                _position++;
            else if (c == quote && Peek(1) == quote)
                _position++;
            else if (c == quote)
                break;
        }

        _position = Math.Min(_position + 1, _text.Length);
    }

    private void ReadBlockComment()
    {
        var depth = 0;
        while (_position < _text.Length)
        {
            if (Peek(0) == '/' && Peek(1) == '*')
            {
                depth++;
                _position += 2;
            }
            else if (Peek(0) == '*' && Peek(1) == '/')
            {
                _position += 2;
                if (--depth == 0)
                    return;
            }
            else
            {
                _position++;
            }
        }
    }

    // $1 is a parameter; $$ … $$ and $tag$ … $tag$ are strings; a dollar that opens neither stands for itself.
    private SqlTokenKind ReadDollar()
    {
        var start = _position++;
        if (char.IsAsciiDigit(Peek(0)))
        {
            SkipWhile(char.IsAsciiDigit);
            return SqlTokenKind.Parameter;
        }

        SkipWhile(static c => StartsName(c) || char.IsAsciiDigit(c));
        if (Peek(0) != '$')
            return SqlTokenKind.Symbol;

        _position++;
        var tag = _text[start.._position];
        while (_position < _text.Length)
        {
            ReadTo('$');
            if (_position == _text.Length)
                break;
            // A tag has no dollar inside: the comparison ends at the next one, so no character is compared twice.
            var matched = _text[_position..].CommonPrefixLength(tag);
            Visited += matched;
            if (matched == tag.Length)
            {
                _position += matched;
                return SqlTokenKind.Literal;
            }

            _position++;
        }

        return SqlTokenKind.Literal;
    }

    private void ReadTo(char end)
    {
        var length = _text[_position..].IndexOf(end);
        _position = length < 0 ? _text.Length : _position + length;
    }

    private readonly char Peek(int offset) => _position + offset < _text.Length ? _text[_position + offset] : '\0';

    private void SkipWhile(Func<char, bool> matches)
    {
        var start = _position;
        while (_position < _text.Length && matches(_text[_position]))
            _position++;
        Visited += _position - start;
    }
}
