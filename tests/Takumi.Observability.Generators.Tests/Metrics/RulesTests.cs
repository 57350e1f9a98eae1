using Takumi.Observability.Generators.Metrics;

namespace Takumi.Observability.Generators.Tests.Metrics;

public sealed class RulesTests
{
    [Theory]
    [InlineData("s")]
    [InlineData("ms")]
    [InlineData("By")]
    [InlineData("KiBy")]
    [InlineData("1")]
    [InlineData("%")]
    [InlineData("{request}")]
    [InlineData("By/s")]
    [InlineData("{packet}/s")]
    [InlineData("m/s2")]
    [InlineData("kW.h")]
    [InlineData("Cel")]
    [InlineData("By{heap}")]
    public void A_unit_of_UCUM_is_taken(string unit) => UcumUnit.IsValid(unit).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("seconds")]
    [InlineData("bytes")]
    [InlineData("B")]
    [InlineData("S ")]
    [InlineData("{a b}")]
    [InlineData("{a")]
    [InlineData("s/")]
    [InlineData("s//m")]
    [InlineData("requests")]
    public void Another_word_is_not(string unit) => UcumUnit.IsValid(unit).ShouldBeFalse();

    [Theory]
    [InlineData("amountBucket", "amount_bucket")]
    [InlineData("statusCode", "status_code")]
    [InlineData("HTTPError", "http_error")]
    [InlineData("JsonRpc", "json_rpc")]
    [InlineData("Sha256", "sha256")]
    [InlineData("already_snake", "already_snake")]
    [InlineData("x", "x")]
    public void A_name_becomes_snake_case(string name, string snake) => MetricName.Snake(name).ShouldBe(snake);

    [Theory]
    [InlineData("s", 11, 0.005, 10)]
    [InlineData("ms", 11, 5, 10_000)]
    [InlineData("By", 9, 1_024, 67_108_864)]
    [InlineData("{stroop}", 8, 100, 1e9)]
    [InlineData("{cost}", 7, 0.001, 1_000)]
    public void A_unit_has_default_boundaries(string unit, int count, double first, double last)
    {
        var boundaries = DefaultBoundaries.For(unit).ShouldNotBeNull();

        (boundaries.Length, boundaries[0], boundaries[^1]).ShouldBe((count, first, last));
        boundaries.ShouldBeInOrder();
    }

    [Fact]
    public void A_unit_that_says_nothing_of_a_size_has_none() => DefaultBoundaries.For("{order}").ShouldBeNull();
}
