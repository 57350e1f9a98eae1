using System.Text;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>Text with indentation by four spaces and line feeds, whatever the machine.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public CodeWriter Line(string line = "")
    {
        if (line.Length > 0)
            _text.Append(' ', _depth * 4).Append(line);

        _text.Append('\n');
        return this;
    }

    public CodeWriter Open(string? line = null)
    {
        if (line is not null)
            Line(line);

        Line("{");
        _depth++;
        return this;
    }

    public CodeWriter Close(string after = "")
    {
        _depth--;
        return Line("}" + after);
    }

    /// <summary>Lines that stand one level deeper, such as the continuation of an expression.</summary>
    public CodeWriter Deeper(Action<CodeWriter> write)
    {
        _depth++;
        write(this);
        _depth--;
        return this;
    }

    public override string ToString() => _text.ToString();
}
