using System.Text;

namespace Takumi.Observability.Tests.Exposition.Parsing;

/// <summary>
/// Reads a scrape as the specifications write it (Prometheus "Exposition formats", OpenMetrics 1.0) and fails on everything they forbid,
/// also where real parsers are lenient: the writer must not need their leniency.
/// </summary>
internal sealed class ExpositionParser
{
    private readonly bool _openMetrics;
    private readonly bool _utf8Names;
    private readonly Dictionary<string, ParsedFamily> _byName = new(StringComparer.Ordinal);
    private readonly List<ParsedFamily> _families = [];

    private ExpositionParser(bool openMetrics, bool utf8Names) => (_openMetrics, _utf8Names) = (openMetrics, utf8Names);

    public static IReadOnlyList<ParsedFamily> ParseText(byte[] body, bool utf8Names = false) => new ExpositionParser(openMetrics: false, utf8Names).Parse(body);

    public static IReadOnlyList<ParsedFamily> ParseOpenMetrics(byte[] body, bool utf8Names = false) => new ExpositionParser(openMetrics: true, utf8Names).Parse(body);

    public static IReadOnlyList<ParsedFamily> ParseText(string body) => ParseText(Encoding.UTF8.GetBytes(body));

    public static IReadOnlyList<ParsedFamily> ParseOpenMetrics(string body) => ParseOpenMetrics(Encoding.UTF8.GetBytes(body));

    private List<ParsedFamily> Parse(byte[] body)
    {
        var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(body);
        if (text.Length > 0 && !text.EndsWith('\n'))
            throw new FormatException("The last line has no line feed.");
        var lines = text.Split('\n')[..^1];
        if (_openMetrics)
        {
            if (lines.Length == 0 || lines[^1] != "# EOF")
                throw new FormatException("The last line is not '# EOF'.");
            lines = lines[..^1];
        }
        foreach (var line in lines)
            ParseLine(line);
        foreach (var family in _families)
            new FamilyRules(family, _openMetrics).Check();
        FamilyRules.CheckClashes(_families, _openMetrics);
        return _families;
    }

    private void ParseLine(string line)
    {
        var reader = new LineReader(line, _openMetrics, _utf8Names);
        if (reader.TryTake("# "))
            ParseMetadata(reader);
        else
            ParseSample(reader);
        if (!reader.AtEnd)
            throw reader.Error("More than the line may have");
    }

    private void ParseMetadata(LineReader reader)
    {
        var keyword = new[] { "HELP", "TYPE", "UNIT" }.FirstOrDefault(word => reader.TryTake(word + " ")) ?? throw reader.Error("A comment that is none of the format's");
        if (keyword == "UNIT" && !_openMetrics)
            throw reader.Error("UNIT is OpenMetrics'");
        var name = reader.MetricName(mayBeQuoted: true);
        reader.Take(" ");
        if (!_byName.TryGetValue(name, out var family))
        {
            _byName.Add(name, family = new ParsedFamily(name));
            _families.Add(family);
        }
        if (_families[^1] != family || family.Samples.Count > 0 || family.MetadataOrder.Contains(keyword))
            throw reader.Error($"{keyword} of {name} is not in its place");
        family.MetadataOrder.Add(keyword);
        switch (keyword)
        {
            case "HELP":
                family.Help = reader.EscapedRest();
                break;
            case "UNIT":
                family.Unit = reader.Rest();
                break;
            default:
                family.Type = reader.Rest();
                break;
        }
    }

    private void ParseSample(LineReader reader)
    {
        string? name = null;
        if (!reader.TryTake("{"))
            name = reader.MetricName(mayBeQuoted: false);
        else if (!_utf8Names)
            throw reader.Error("A quoted name where none is allowed");
        var labels = new List<KeyValuePair<string, string>>();
        if (name is null || reader.TryTake("{"))
        {
            labels = reader.Labels(out var quotedName);
            if ((name is null) == (quotedName is null))
                throw reader.Error("A sample has one name");
            name ??= quotedName;
        }
        reader.Take(" ");
        var (number, value) = reader.Number();
        var sample = new ParsedSample(name!, labels, number, value, reader.AtEnd ? null : ParseExemplar(reader));

        // Without its TYPE first no sample is accepted: this writer never leaves it out.
        if (_families.Count == 0 || !FamilyRules.Owns(_families[^1], sample.Name, _openMetrics))
            throw reader.Error($"{sample.Name} does not belong to the family before it");
        _families[^1].Samples.Add(sample);
    }

    private ParsedExemplar ParseExemplar(LineReader reader)
    {
        if (!_openMetrics)
            throw reader.Error("Exemplars are OpenMetrics'");
        reader.Take(" # {");
        var labels = reader.Labels(out var name);
        if (name is not null)
            throw reader.Error("An exemplar has no name");
        reader.Take(" ");
        var value = reader.Number().Value;
        double? timestamp = null;
        if (reader.TryTake(" "))
        {
            var (text, seconds) = reader.Number();
            if (text.Contains('e', StringComparison.OrdinalIgnoreCase))
                throw reader.Error("A time in exponents loses its milliseconds");
            timestamp = seconds;
        }
        return new ParsedExemplar(labels, value, timestamp);
    }
}
