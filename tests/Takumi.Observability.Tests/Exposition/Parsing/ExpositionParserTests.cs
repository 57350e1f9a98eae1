namespace Takumi.Observability.Tests.Exposition.Parsing;

/// <summary>The judge must be able to say no: one small fault each.</summary>
public sealed class ExpositionParserTests
{
    private const string Text = "# HELP a_total Help \\\\ \\n.\n# TYPE a_total counter\na_total{x=\"\\\"\\\\\\n\",y=\"2\"} 1\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3.5\nh_count 2\n";

    private const string OpenMetrics = "# TYPE a_seconds counter\n# UNIT a_seconds seconds\n# HELP a_seconds Help \\\".\na_seconds_total{x=\"1\"} 1 # {trace_id=\"0a\"} 1.0 1520879607.789\n# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {} 0.5\nh_bucket{le=\"+Inf\"} 2\nh_count 2\nh_sum 3.5\n# EOF\n";

    [Fact]
    public void What_is_right_is_read()
    {
        var families = ExpositionParser.ParseText(Text);
        families.Select(family => family.Name).ShouldBe(["a_total", "h"]);
        families[0].Help.ShouldBe("Help \\ \n.");
        families[0].Samples[0]["x"].ShouldBe("\"\\\n");
        families[1].Samples[2].Value.ShouldBe(3.5);

        families = ExpositionParser.ParseOpenMetrics(OpenMetrics);
        families[0].Unit.ShouldBe("seconds");
        families[0].Samples[0].Exemplar!["trace_id"].ShouldBe("0a");
        families[0].Samples[0].Exemplar!.Timestamp.ShouldBe(1520879607.789);
    }

    [Theory]
    [InlineData("h_count 2\n", "h_count 2")]
    [InlineData("h_count 2\n", "h_count 3\n")]
    [InlineData("h_count 2\n", "h_count 2\n\n")]
    [InlineData("h_count 2\n", "h_count  2\n")]
    [InlineData("h_count 2\n", "h_count 2 \n")]
    [InlineData("h_count 2\n", "h_count 2 1520879607\n")]
    [InlineData("h_count 2\n", "h_count 0x2\n")]
    [InlineData("h_count 2\n", "h_count two\n")]
    [InlineData("h_count 2\n", "h_count 2\nh_count 2\n")]
    [InlineData("h_count 2\n", "h_count 2\nh_max 2\n")]
    [InlineData("h_count 2\n", "h_count 2\n# TYPE a_total counter\n")]
    [InlineData("h_sum 3.5\n", "")]
    [InlineData("# TYPE h histogram\n", "")]
    [InlineData("# TYPE h histogram\n", "# TYPE h histogram\n# TYPE h histogram\n")]
    [InlineData("# TYPE h histogram\n", "# TYPE h summary\n")]
    [InlineData("# TYPE h histogram\n", "# TYPE h histogram\n# A comment\n")]
    [InlineData("h_bucket{le=\"1\"} 1\n", "h_bucket{le=\"1\"} 3\n")]
    [InlineData("h_bucket{le=\"+Inf\"} 2\n", "")]
    [InlineData("{le=\"1\"}", "{le=\"1\",le=\"2\"}")]
    [InlineData("{le=\"1\"}", "{le=\"1\",}")]
    [InlineData("{le=\"1\"}", "{le='1'}")]
    [InlineData("{le=\"1\"}", "{le=\"\\1\"}")]
    [InlineData("y=\"2\"", "1y=\"2\"")]
    [InlineData("y=\"2\"", "_y=\"2\"")]
    [InlineData("y=\"2\"", "\"y\"=\"2\"")]
    [InlineData("y=\"2\"", "y=\"\"")]
    [InlineData("a_total counter", "a counter")]
    public void A_fault_in_text_is_refused(string right, string wrong)
    {
        Text.ShouldContain(right);
        Should.Throw<FormatException>(() => ExpositionParser.ParseText(Text.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("# EOF\n", "")]
    [InlineData("# EOF\n", "# EOF\na_seconds_total 1\n")]
    [InlineData("# UNIT a_seconds seconds", "# UNIT a_seconds bytes")]
    [InlineData("# TYPE a_seconds counter\n# UNIT a_seconds seconds\n", "# UNIT a_seconds seconds\n# TYPE a_seconds counter\n")]
    [InlineData("a_seconds_total{x=\"1\"} 1 #", "a_seconds_total{x=\"1\"} NaN #")]
    [InlineData("a_seconds_total{x=\"1\"} 1 #", "a_seconds_total{x=\"1\"} -1 #")]
    [InlineData("a_seconds_total{x=\"1\"} 1 #", "a_seconds{x=\"1\"} 1 #")]
    [InlineData("trace_id=\"0a\"", "trace_id=\"00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000\"")]
    [InlineData("1520879607.789", "1.5e9")]
    [InlineData("le=\"1.0\"", "le=\"1\"")]
    [InlineData("# {} 0.5", "# {} 1.5")]
    [InlineData("h_sum 3.5", "h_sum 3.5 # {} 1.0")]
    [InlineData("h_sum 3.5", "h_sum -3.5")]
    [InlineData("h_count 2\n", "")]
    [InlineData("# TYPE h histogram", "# TYPE a_seconds_created gauge\na_seconds_created 1\n# TYPE h histogram")]
    [InlineData("Help \\\".", "Help \".")]
    public void A_fault_in_OpenMetrics_is_refused(string right, string wrong)
    {
        OpenMetrics.ShouldContain(right);
        Should.Throw<FormatException>(() => ExpositionParser.ParseOpenMetrics(OpenMetrics.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused() =>
        Should.Throw<ArgumentException>(() => ExpositionParser.ParseText([.. "a{b=\""u8, 0xFF, .. "\"} 1\n"u8]));
}
