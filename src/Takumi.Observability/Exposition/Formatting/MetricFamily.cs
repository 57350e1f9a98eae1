using System.Buffers;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// All metrics under one name: one HELP and TYPE, then the samples, whichever meters they come from.
/// </summary>
internal sealed class MetricFamily
{
    private readonly HashSet<Series> _labels = new(SeriesLabelsComparer.Instance);

    public MetricFamily(ExpositionLayout layout, FamilyKind kind, string name, string unit, string description, string firstMeter)
    {
        (Kind, Name, Unit, FirstMeter) = (kind, name, unit, firstMeter);
        Metadata = WriteMetadata(layout, description);
        IsQuoted = QuotedName.IsNeeded(name);
        Value = QuotedName.SampleHead(kind == FamilyKind.Counter ? name + "_total" : name);
        Bucket = QuotedName.SampleHead(name + "_bucket");
        Sum = QuotedName.SampleHead(name + "_sum");
        Count = QuotedName.SampleHead(name + "_count");
        Created = QuotedName.SampleHead(name + "_created");
    }

    public FamilyKind Kind { get; }

    /// <summary>The name without a counter's `_total`.</summary>
    public string Name { get; }

    public string Unit { get; }

    /// <summary>The meter that came first, for messages.</summary>
    public string FirstMeter { get; }

    public bool IsQuoted { get; }

    public byte[] Metadata { get; }

    public byte[] Value { get; }

    public byte[] Bucket { get; }

    public byte[] Sum { get; }

    public byte[] Count { get; }

    public byte[] Created { get; }

    public List<MetricStream> Streams { get; } = [];

    /// <summary>
    /// Every name that this family's samples have or could have in either format. OpenMetrics forbids that another family's name is among them,
    /// and what is served must not depend on the format.
    /// </summary>
    public static IEnumerable<string> ClaimedNames(FamilyKind kind, string name) => kind switch
    {
        FamilyKind.Counter => [name, name + "_total", name + "_created"],
        FamilyKind.Histogram => [name, name + "_bucket", name + "_count", name + "_sum", name + "_created"],
        _ => [name],
    };

    /// <summary>Takes the labels for this series; false when another series of the family has them.</summary>
    public bool TryClaim(Series series) => _labels.Add(series);

    /// <summary>Forgets whose labels are whose: after a metric left, its labels are free.</summary>
    public void ReleaseLabels()
    {
        _labels.Clear();
        foreach (var stream in Streams)
            stream.Series.Clear();
    }

    private byte[] WriteMetadata(ExpositionLayout layout, string description)
    {
        var output = new ArrayBufferWriter<byte>();
        var type = Kind switch { FamilyKind.Counter => "counter", FamilyKind.Histogram => "histogram", _ => "gauge" };
        if (layout.OpenMetrics)
        {
            WriteLine(output, "# TYPE "u8, Name, type, escapeQuotes: false);
            WriteLine(output, "# UNIT "u8, Name, Unit, escapeQuotes: false);
            WriteLine(output, "# HELP "u8, Name, description, escapeQuotes: true);
        }
        else
        {
            var name = Kind == FamilyKind.Counter ? Name + "_total" : Name;
            WriteLine(output, "# HELP "u8, name, description, escapeQuotes: false);
            WriteLine(output, "# TYPE "u8, name, type, escapeQuotes: false);
        }
        return output.WrittenSpan.ToArray();
    }

    private static void WriteLine(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> keyword, string name, string text, bool escapeQuotes)
    {
        if (text.Length == 0)
            return;
        output.Write(keyword);
        QuotedName.WriteMetric(output, name);
        output.Write(" "u8);
        EscapedText.Write(output, text, escapeQuotes);
        output.Write("\n"u8);
    }
}
