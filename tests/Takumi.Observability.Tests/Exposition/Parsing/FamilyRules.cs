using System.Globalization;

namespace Takumi.Observability.Tests.Exposition.Parsing;

/// <summary>What the specifications demand of a family beyond its grammar.</summary>
internal sealed class FamilyRules(ParsedFamily family, bool openMetrics)
{
    private static readonly string[] s_textTypes = ["counter", "gauge", "histogram"];
    private static readonly string[] s_openMetricsTypes = ["counter", "gauge", "histogram", "info"];

    public static bool Owns(ParsedFamily family, string sample, bool openMetrics) => Suffixes(family, openMetrics).Any(suffix => family.Name + suffix == sample);

    /// <summary>OpenMetrics: no name of a sample that one family could have may be that of another family's.</summary>
    public static void CheckClashes(IReadOnlyList<ParsedFamily> families, bool openMetrics)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var family in families)
        {
            foreach (var name in Suffixes(family, openMetrics).Append("").Distinct().Select(suffix => family.Name + suffix))
            {
                if (!owners.TryAdd(name, family.Name))
                    throw new FormatException($"{name} clashes between {owners[name]} and {family.Name}.");
            }
        }
    }

    public void Check()
    {
        Require(family.MetadataOrder.Contains("TYPE"), "has no TYPE");
        Require((openMetrics ? s_openMetricsTypes : s_textTypes).Contains(family.Type), $"has type {family.Type}");
        Require(family.MetadataOrder.SequenceEqual((openMetrics ? new[] { "TYPE", "UNIT", "HELP" } : ["HELP", "TYPE"]).Where(family.MetadataOrder.Contains)), "has its metadata in the wrong order");
        Require(family.Help != "" && family.Unit != "", "has empty metadata");
        Require(family.Unit is null || family.Name.EndsWith("_" + family.Unit, StringComparison.Ordinal), "does not end with its unit");
        Require(!family.Name.StartsWith('_'), "has a reserved name");
        Require(openMetrics || family.Type != "counter" || family.Name.EndsWith("_total", StringComparison.Ordinal), "is a counter without _total");
        Require(family.Samples.Count > 0, "has no samples");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sample in family.Samples)
        {
            Require(seen.Add($"{sample.Name}\u0003{sample.MetricKey("")}"), "repeats a series");
            Require(sample.Labels.All(label => label.Value.Length > 0), "has a label without value");
            CheckExemplar(sample);
            if (openMetrics && family.Type == "counter")
                Require(sample.Value >= 0, $"is a counter of {sample.Number}");
        }
        if (family.Type == "histogram")
            CheckHistograms();
    }

    private void CheckHistograms()
    {
        var metrics = family.Samples.GroupBy(sample => sample.MetricKey("le")).ToList();
        Require(metrics.Sum(metric => metric.Count()) == family.Samples.Count, "is interleaved");
        foreach (var metric in metrics)
        {
            var buckets = metric.Where(sample => sample.Name == family.Name + "_bucket").ToList();
            var bounds = buckets.ConvertAll(bucket => Bound(bucket["le"]));
            Require(buckets.Count > 0 && bounds[^1] == double.PositiveInfinity, "has no bucket for +Inf");
            Require(bounds.Zip(bounds.Skip(1)).All(pair => pair.First < pair.Second), "has buckets out of order");
            Require(buckets.Zip(buckets.Skip(1)).All(pair => pair.First.Value <= pair.Second.Value), "has buckets that are not cumulative");
            Require(buckets.All(bucket => bucket.Number.All(char.IsAsciiDigit)), "has a bucket that is no integer");
            foreach (var (bucket, bound) in buckets.Zip(bounds))
                Require(bucket.Exemplar is null || bucket.Exemplar.Value <= bound, "has an exemplar outside of its bucket");

            var sum = metric.SingleOrDefault(sample => sample.Name == family.Name + "_sum");
            var count = metric.SingleOrDefault(sample => sample.Name == family.Name + "_count");
            Require(count is null || count.Value == buckets[^1].Value, "has a count that is not its last bucket's");
            Require((sum is null) == (count is null), "has a sum without a count, or the other way round");
            Require(openMetrics || sum is not null, "has no sum");
            Require(!openMetrics || sum is null || (sum.Value >= 0 && bounds[0] >= 0), "has a sum that is no counter");
        }
    }

    private void CheckExemplar(ParsedSample sample)
    {
        if (sample.Exemplar is not { } exemplar)
            return;
        Require(sample.Name.EndsWith(family.Type == "counter" ? "_total" : "_bucket", StringComparison.Ordinal) && family.Type is "counter" or "histogram", "has an exemplar where none may be");
        Require(exemplar.Labels.Sum(label => label.Key.EnumerateRunes().Count() + label.Value.EnumerateRunes().Count()) <= 128, "has an exemplar of more than 128 characters");
    }

    private double Bound(string? le)
    {
        Require(le is not null, "has a bucket without le");
        var bound = le == "+Inf" ? double.PositiveInfinity : double.Parse(le!, NumberStyles.Float, CultureInfo.InvariantCulture);
        Require(!openMetrics || le == "+Inf" || le!.AsSpan().ContainsAny('.', 'e'), $"has the bound {le}, which is not canonical");
        return bound;
    }

    private static string[] Suffixes(ParsedFamily family, bool openMetrics) => family.Type switch
    {
        "counter" => openMetrics ? ["_total", "_created"] : [""],
        "histogram" => openMetrics ? ["_bucket", "_count", "_sum", "_created"] : ["_bucket", "_sum", "_count"],
        "info" => ["_info"],
        _ => [""],
    };

    private void Require(bool holds, string what)
    {
        if (!holds)
            throw new FormatException($"{family.Name} {what}.");
    }
}
