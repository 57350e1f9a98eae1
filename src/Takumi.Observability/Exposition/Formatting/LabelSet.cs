using System.Buffers;
using OpenTelemetry.Metrics;
using Takumi.Observability.Exposition.Naming;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// Attributes on their way to labels: named by the scheme, sorted by name, values of attributes that end up under one name joined by `;`.
/// </summary>
/// <remarks>
/// A label with an empty value is left out: to Prometheus it is the same as no label, and so two series that differ in nothing else would be one.
/// </remarks>
internal sealed class LabelSet(NameScheme scheme)
{
    private readonly List<(string Key, string Name, string Value)> _labels = [];

    public void Add(string key, object? value) => _labels.Add((key, NameEscaping.Apply(scheme, key, isLabel: true), TagValue.ToText(value)));

    /// <summary>Adds a label whose name belongs to the format in this family (`le`): an attribute of that name is exposed as `exported_le`.</summary>
    public void AddBesides(string reserved, string key, object? value)
    {
        var name = NameEscaping.Apply(scheme, key, isLabel: true);
        _labels.Add((key, name == reserved ? "exported_" + reserved : name, TagValue.ToText(value)));
    }

    /// <summary>The labels that say which meter a series comes from.</summary>
    public void AddScope(Metric metric)
    {
        Add("otel_scope_name", metric.MeterName);
        Add("otel_scope_version", metric.MeterVersion);
        Add("otel_scope_schema_url", metric.MeterSchemaUrl);
        foreach (var (key, value) in metric.MeterTags ?? [])
        {
            if (key is not ("name" or "version" or "schema_url"))
                Add("otel_scope_" + key, value);
        }
    }

    /// <summary><c>a="x",b="y"</c>, in UTF-8.</summary>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();

        // By original key within a name: that is the order in which OpenTelemetry joins values.
        _labels.Sort(static (x, y) => string.CompareOrdinal(x.Name, y.Name) is not 0 and var byName ? byName : string.CompareOrdinal(x.Key, y.Key));

        var isFirst = true;
        for (var start = 0; start < _labels.Count;)
        {
            var end = start + 1;
            while (end < _labels.Count && _labels[end].Name == _labels[start].Name)
                end++;

            var value = end == start + 1 ? _labels[start].Value : string.Join(';', _labels[start..end].Select(static label => label.Value));
            if (value.Length > 0)
            {
                if (!isFirst)
                    output.Write(","u8);
                isFirst = false;
                QuotedName.WriteLabel(output, _labels[start].Name);
                output.Write("=\""u8);
                EscapedText.Write(output, value, escapeQuotes: true);
                output.Write("\""u8);
            }
            start = end;
        }
        return output.WrittenSpan.ToArray();
    }
}
