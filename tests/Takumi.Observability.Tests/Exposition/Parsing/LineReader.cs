using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Takumi.Observability.Tests.Exposition.Parsing;

/// <summary>Reads the tokens of one line. Takes exactly one space where the grammar has one, and nothing that the grammar hasn't.</summary>
internal sealed partial class LineReader(string line, bool openMetrics, bool utf8Names)
{
    private int _position;

    public bool AtEnd => _position == line.Length;

    public FormatException Error(string message) => new($"{message} at column {_position + 1} of: {(line.Length > 300 ? line[..300] + "…" : line)}");

    public bool TryTake(string token)
    {
        if (!line.AsSpan(_position).StartsWith(token, StringComparison.Ordinal))
            return false;
        _position += token.Length;
        return true;
    }

    public void Take(string token)
    {
        if (!TryTake(token))
            throw Error($"Expected '{token}'");
    }

    public string Rest()
    {
        var rest = line[_position..];
        _position = line.Length;
        return rest;
    }

    /// <summary>A metric's name outside braces; in quotes only in metadata.</summary>
    public string MetricName(bool mayBeQuoted) => mayBeQuoted && utf8Names && line.AsSpan(_position).StartsWith("\"", StringComparison.Ordinal) ? QuotedName() : Identifier(MetricNamePattern());

    /// <summary>Help text to the end of the line, unescaped.</summary>
    public string EscapedRest() => Unescape(Rest(), quotes: openMetrics);

    public string QuotedName()
    {
        var name = Quoted();
        if (MetricNamePattern().Match(name) is { Success: true } match && match.Length == name.Length)
            throw Error($"'{name}' needs no quotes");
        return name;
    }

    /// <summary>Labels from after the brace to the closing one. The first may be the metric's own name, in quotes and without a value.</summary>
    public List<KeyValuePair<string, string>> Labels(out string? metricName)
    {
        metricName = null;
        var labels = new List<KeyValuePair<string, string>>();
        for (var isFirst = true; !TryTake("}"); isFirst = false)
        {
            if (!isFirst)
                Take(",");
            var isQuoted = utf8Names && line.AsSpan(_position).StartsWith("\"", StringComparison.Ordinal);
            var name = isQuoted ? Quoted() : Identifier(LabelNamePattern());
            if (isFirst && isQuoted && !line.AsSpan(_position).StartsWith("=", StringComparison.Ordinal))
            {
                metricName = name;
                continue;
            }
            if (isQuoted && LabelNamePattern().Match(name).Length == name.Length && name.Length > 0)
                throw Error($"Label '{name}' needs no quotes");
            Take("=");
            if (labels.Any(label => label.Key == name))
                throw Error($"Label {name} twice");
            if (name.StartsWith('_'))
                throw Error($"Label {name} is reserved");
            labels.Add(new(name, Quoted()));
        }
        return labels;
    }

    public (string Text, double Value) Number()
    {
        var match = NumberPattern().Match(line, _position);
        if (!match.Success)
            throw Error("Expected a number");
        _position += match.Length;
        return (match.Value, match.Value switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            "NaN" => double.NaN,
            var text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        });
    }

    private string Identifier(Regex pattern)
    {
        var match = pattern.Match(line, _position);
        if (!match.Success || match.Length == 0)
            throw Error("Expected a name");
        _position += match.Length;
        return match.Value;
    }

    private string Quoted()
    {
        Take("\"");
        var start = _position;
        while (_position < line.Length && line[_position] != '"')
            _position += line[_position] == '\\' ? 2 : 1;
        if (_position >= line.Length)
            throw Error("A quote without end");
        var text = Unescape(line[start.._position], quotes: true);
        _position++;
        return text;
    }

    private string Unescape(string text, bool quotes)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && quotes)
                throw Error("A quote that is not escaped");
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }
            if (++i == text.Length)
                throw Error("A backslash that escapes nothing");
            plain.Append(text[i] switch
            {
                '\\' => '\\',
                'n' => '\n',
                '"' when quotes => '"',
                _ => throw Error($"Unknown escape \\{text[i]}"),
            });
        }
        return plain.ToString();
    }

    [GeneratedRegex(@"\G[a-zA-Z_:][a-zA-Z0-9_:]*")]
    private static partial Regex MetricNamePattern();

    [GeneratedRegex(@"\G[a-zA-Z_][a-zA-Z0-9_]*")]
    private static partial Regex LabelNamePattern();

    // What both grammars have: Go's ParseFloat without hexadecimal and underscores, OpenMetrics' realnumber without bare points.
    [GeneratedRegex(@"\G(?:NaN|[+-]Inf|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?=\z|\s)")]
    private static partial Regex NumberPattern();
}
