using FsCheck;
using FsCheck.Fluent;
using OpenTelemetry.Metrics;
using System.Diagnostics.Metrics;
using Takumi.Observability.Exposition.Naming;
using Takumi.Observability.Tests.Exposition.Parsing;

namespace Takumi.Observability.Tests.Exposition;

/// <summary>Whatever names, values and help texts contain: the scrape is well formed, and says what was recorded.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void Label_values_survive_in_both_formats() =>
        Prop.ForAll(Texts.Any, Texts.Any, (first, second) =>
        {
            using var metered = new MeteredProvider();
            metered.Meter.CreateCounter<long>("c", description: second).Add(1, new("a", first), new("b", second));
            metered.Meter.CreateHistogram<double>("h", description: first).Record(1, new KeyValuePair<string, object?>("a", first));

            foreach (var families in new[] { ExpositionParser.ParseText(metered.ScrapeNow(openMetrics: false)), ExpositionParser.ParseOpenMetrics(metered.ScrapeNow(openMetrics: true)) })
            {
                var counter = families[0].Samples.ShouldHaveSingleItem();
                (counter["a"] ?? "").ShouldBe(Texts.WellFormed(first));
                (counter["b"] ?? "").ShouldBe(Texts.WellFormed(second));
                (families[0].Help ?? "").ShouldBe(Texts.WellFormed(second));
                families[1].Samples.ShouldAllBe(sample => (sample["a"] ?? "") == Texts.WellFormed(first));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Names_are_well_formed_by_every_scheme_and_whole_in_UTF8() =>
        Prop.ForAll(Texts.Any, Texts.Any, (key, other) =>
        {
            using var metered = new MeteredProvider(o => o.Utf8Names = true, p => p.AddView("c", new MetricStreamConfiguration { Name = key.Length == 0 ? "c" : key }));
            metered.Meter.CreateCounter<long>("c", "s").Add(7, new(key, "x"), new(other, "y"));
            metered.Meter.CreateHistogram<long>("other").Record(7, new(key, "x"), new(other, "y"));

            foreach (var scheme in Enum.GetValues<NameScheme>())
            {
                var utf8 = scheme == NameScheme.AllowUtf8;
                foreach (var families in new[] { ExpositionParser.ParseText(metered.ScrapeNow(false, scheme), utf8), ExpositionParser.ParseOpenMetrics(metered.ScrapeNow(true, scheme), utf8) })
                {
                    families.Count.ShouldBe(2);
                    var counter = families[0].Samples.ShouldHaveSingleItem();
                    counter.Value.ShouldBe(7);
                    var names = new[] { key, other }.Select(name => NameEscaping.Apply(scheme, name, isLabel: true)).ToArray();
                    if (names[0] == names[1])
                        counter[names[0]].ShouldNotBeNull().Split(';').ShouldBe(["x", "y"], ignoreOrder: true);
                    else
                        (counter[names[0]], counter[names[1]]).ShouldBe(("x", "y"));
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Doubles_survive_bit_for_bit() =>
        Prop.ForAll<double>(value =>
        {
            using var metered = new MeteredProvider();
            metered.Meter.CreateGauge<double>("g").Record(value);
            foreach (var families in new[] { ExpositionParser.ParseText(metered.ScrapeNow(openMetrics: false)), ExpositionParser.ParseOpenMetrics(metered.ScrapeNow(openMetrics: true)) })
            {
                var read = families[0].Samples[0].Value;
                (double.IsNaN(value) ? double.IsNaN(read) : BitConverter.DoubleToInt64Bits(read) == BitConverter.DoubleToInt64Bits(value)).ShouldBeTrue(families[0].Samples[0].Number);
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(long.MaxValue, "9223372036854775807")]
    [InlineData(long.MinValue, "-9223372036854775808")]
    [InlineData(0L, "0")]
    public void Longs_are_written_in_full(long value, string expected)
    {
        using var metered = new MeteredProvider();
        metered.Meter.CreateGauge<long>("g").Record(value);

        ExpositionParser.ParseOpenMetrics(metered.ScrapeNow(openMetrics: true))[0].Samples[0].Number.ShouldBe(expected);
    }

    [Theory]
    [InlineData(0.001, "0.001", "0.001")]
    [InlineData(0, "0", "0.0")]
    [InlineData(10, "10", "10.0")]
    [InlineData(1e-10, "1E-10", "1e-10")]
    [InlineData(0.00005, "5E-05", "5e-05")]
    [InlineData(0.0001, "0.0001", "0.0001")]
    [InlineData(100000, "100000", "100000.0")]
    [InlineData(1e6, "1000000", "1e+06")]
    [InlineData(1048576, "1048576", "1.048576e+06")]
    [InlineData(1234567.5, "1234567.5", "1.2345675e+06")]
    [InlineData(1.1e23, "1.1E+23", "1.1e+23")]
    [InlineData(-2.5, "-2.5", "-2.5")]
    public void Bounds_have_their_canonical_form_in_OpenMetrics(double bound, string text, string canonical)
    {
        using var metered = new MeteredProvider();
        metered.Meter.CreateHistogram("h", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [bound] }).Record(1);

        ExpositionParser.ParseText(metered.ScrapeNow(openMetrics: false))[0].Samples[0]["le"].ShouldBe(text);
        ExpositionParser.ParseOpenMetrics(metered.ScrapeNow(openMetrics: true))[0].Samples[0]["le"].ShouldBe(canonical);
    }

    [Fact]
    public void A_label_of_a_megabyte_is_served_whole()
    {
        var value = string.Concat(Enumerable.Repeat("\"🙂\\\n", 200_000));
        using var metered = new MeteredProvider();
        metered.Meter.CreateCounter<long>("c").Add(1, new KeyValuePair<string, object?>("big", value));
        metered.Meter.CreateCounter<long>("small").Add(1);

        var families = ExpositionParser.ParseText(metered.ScrapeNow(openMetrics: false));

        (families[0].Samples[0]["big"] == value).ShouldBeTrue();
        families[1].Name.ShouldBe("small_total");
    }

    [Fact]
    public void Attribute_values_of_every_type_have_the_text_that_OpenTelemetry_gives_them()
    {
        using var metered = new MeteredProvider();
        metered.Meter.CreateCounter<long>("c").Add(1, new KeyValuePair<string, object?>[]
        {
            new("bool", true), new("int", -5), new("float", 0.1f), new("double", 1e300), new("nan", double.NaN), new("infinite", double.NegativeInfinity),
            new("bytes", "hello"u8.ToArray()), new("array", new object?[] { 1, "-Infinity", "a\"é", true, null, double.PositiveInfinity, new[] { 1.5 } }), new("enum", DayOfWeek.Friday), new("none", null),
        });

        var labels = ExpositionParser.ParseText(metered.ScrapeNow(openMetrics: false))[0].Samples[0].Labels;

        labels.Select(label => $"{label.Key}={label.Value}").ShouldBe(
            ["array=[1,\"-Infinity\",\"a\\\"é\",true,null,\"Infinity\",[1.5]]", "bool=true", "bytes=aGVsbG8=", "double=1E+300", "enum=Friday", "float=0.1", "infinite=-Infinity", "int=-5", "nan=NaN"]);
    }
}
