using Takumi.Observability.Metrics;

namespace Takumi.Observability.Abstractions.Tests.Metrics;

public sealed class LabelBoundTests
{
    [Fact]
    public void Past_the_limit_new_values_are_other_and_known_ones_go_on()
    {
        var bound = new LabelBound(limit: 2);

        new[] { "a", "b", "c", "a", "d" }.Select(bound.Of).ShouldBe(["a", "b", "other", "a", "other"]);
    }
}
