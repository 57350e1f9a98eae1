using System.Diagnostics.Metrics;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability.Abstractions.Tests.Tracing;
using Takumi.Observability.Metrics;

namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>The bounds of labels and metrics. Alone, for the sake of the memory and of the losses that are counted.</summary>
[Collection(AloneCollection.Name)]
public sealed class CardinalityTests
{
    [Fact]
    public void The_first_values_are_kept_apart_for_good_whatever_comes() => Prop.ForAll<string[], byte>((values, limit) =>
    {
        var bound = new BoundedLabel<string>("paint.cans", "any", limit + 1);
        var kept = new HashSet<string>();
        return values.Where(v => v is not null).All(value =>
        {
            var isKept = value != "other" && value.Length <= BoundedLabel<string>.MaxLength && (kept.Contains(value) || (kept.Count <= limit && kept.Add(value)));
            return bound.Find(value).Text == (isKept ? value : "other");
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_first_combinations_are_kept_apart_for_good_whatever_comes() => Prop.ForAll<(byte, byte)[], byte>((pairs, limit) =>
    {
        var bound = new SeriesBound("paint.cans", limit + 1);
        var kept = new HashSet<(byte, byte)>();
        return pairs.All(pair => bound.Admits(pair.Item1, pair.Item2) == (kept.Contains(pair) || (kept.Count <= limit && kept.Add(pair))));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Combinations_that_differ_in_any_of_eight_labels_are_apart()
    {
        var bound = new SeriesBound("paint.cans", 9);
        for (var label = 0; label < 8; label++)
        {
            var indexes = new int[8];
            indexes[label] = ushort.MaxValue;
            bound.Admits(indexes).ShouldBeTrue();
        }

        bound.Admits(new int[8]).ShouldBeTrue();
        bound.Admits(1, 1, 1, 1, 1, 1, 1, 1).ShouldBeFalse();
    }

    [Fact]
    public void A_text_too_long_for_a_name_is_other()
    {
        var bound = new BoundedLabel<string>("paint.cans", "long", 10);

        bound.Find(new string('x', 256)).Text.Length.ShouldBe(256);
        bound.Find(new string('x', 257)).Text.ShouldBe("other");
    }

    [Fact]
    public void Threads_together_admit_no_more_than_the_limit()
    {
        var bound = new BoundedLabel<string>("paint.cans", "crowd", 100);

        var texts = ParallelEnumerable.Range(0, 100_000).Select(i => bound.Find($"value-{i % 5_000}").Text).CountBy(text => text).ToDictionary();

        texts.Count.ShouldBe(101);
        texts.Remove("other", out var others).ShouldBeTrue();
        others.ShouldBe(4_900 * 20);
        texts.Values.ShouldAllBe(times => times == 20);
    }

    [Fact]
    public void A_limit_is_told_once_with_metric_label_and_newest_values_and_never_throws_into_the_caller()
    {
        var told = new List<CardinalityLimitReached>();
        Action<CardinalityLimitReached> broken = _ => throw new InvalidOperationException();
        void Tell(CardinalityLimitReached limit) => told.Add(limit);
        MetricCardinality.LimitReached += broken;
        MetricCardinality.LimitReached += Tell;
        told.Clear();

        var bound = new BoundedLabel<string>("paint.told", "customer", 2);
        foreach (var value in new[] { "anna", "ben", "carl", "dora" })
            bound.Find(value);

        MetricCardinality.LimitReached -= broken;
        MetricCardinality.LimitReached -= Tell;
        told.ShouldHaveSingleItem().ToString().ShouldBe("Metric paint.told has more than 2 values of label customer; new ones are counted as other. Newest: carl | ben | anna");
    }

    [Fact]
    public void A_value_that_is_too_long_is_told_as_that_and_the_limit_still_as_a_limit()
    {
        var told = new List<string>();
        void Tell(CardinalityLimitReached limit) => told.Add(limit.ToString());
        MetricCardinality.LimitReached += Tell;
        told.Clear();

        var bound = new BoundedLabel<string>("paint.long", "customer", 1);
        foreach (var value in new[] { new string('x', 257), new string('y', 300), "anna", "ben" })
            bound.Find(value);

        MetricCardinality.LimitReached -= Tell;
        told.ShouldBe(
        [
            $"Metric paint.long was given a value of label customer with more than 256 characters; such values are counted as other. It began: {new string('x', 64)}…",
            "Metric paint.long has more than 1 values of label customer; new ones are counted as other. Newest: ben | anna",
        ]);
    }

    [Fact]
    public void Containers_that_come_and_go_leave_one_limit_to_hear_of_later()
    {
        for (var container = 0; container < 3; container++)
        {
            var bound = new BoundedLabel<string>("paint.again", "customer", 1);
            bound.Find("anna");
            bound.Find($"ben-{container}");
        }

        var told = new List<CardinalityLimitReached>();
        MetricCardinality.LimitReached += told.Add;
        MetricCardinality.LimitReached -= told.Add;

        told.Where(limit => limit.Metric == "paint.again").ShouldHaveSingleItem().Newest.ShouldBe(["ben-2", "anna"]);
    }

    [Fact]
    public void Who_comes_later_hears_of_the_limits_reached_before()
    {
        var bound = new BoundedLabel<string>("paint.before", "customer", 1);
        bound.Find("anna");
        bound.Find("ben");
        var told = new List<CardinalityLimitReached>();

        MetricCardinality.LimitReached += told.Add;
        MetricCardinality.LimitReached -= told.Add;

        told.ShouldContain(limit => limit.Metric == "paint.before");
    }

    [Fact]
    public void A_flood_of_a_million_values_leaves_memory_flat_and_known_series_correct()
    {
        using var services = new ServiceCollection().AddMetrics().AddSingleton<PaintMetrics>().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        using var totals = new MeasurementTotals(meter => meter.Scope == factory || meter.Name == TakumiTelemetry.MeterName);
        var metrics = services.GetRequiredService<PaintMetrics>();
        for (var i = 0; i < 100; i++)
            metrics.Returned($"known-{i}", 1);

        // What the runtime takes for a loop of this size (threads, and what each of them keeps) comes once; what a metric kept of a value would come with every flood.
        long floods = 0, grown;
        do
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            Parallel.For(0, 1_000_000, i => metrics.Returned($"flood-{floods}-{i}", 1));
            grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        }
        while (++floods < 5 && grown >= 1_000_000);

        grown.ShouldBeLessThan(1_000_000);
        for (var i = 0; i < 100; i++)
            metrics.Returned($"known-{i}", 2);
        for (var i = 0; i < 100; i++)
            totals[$"paint.returns reason=known-{i}"].ShouldBe(3);
        totals["paint.returns reason=other"].ShouldBe(floods * 1_000_000);
        totals["telemetry.lost signal=metrics reason=cardinality"].ShouldBe(floods * 1_000_000);
        totals.Count.ShouldBe(102);
    }

    [Fact]
    public void A_flood_of_combinations_is_counted_too()
    {
        using var services = new ServiceCollection().AddMetrics().AddSingleton<PaintMetrics>().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        using var totals = new MeasurementTotals(meter => meter.Scope == factory || meter.Name == TakumiTelemetry.MeterName);
        var metrics = services.GetRequiredService<PaintMetrics>();

        for (var i = 0; i < 1_000; i++)
            metrics.Ordered($"shop-{i % 40}", $"product-{i / 40}", Colour.Red);

        totals["paint.orders shop=other product=other colour=red"].ShouldBe(990);
        totals["telemetry.lost signal=metrics reason=cardinality"].ShouldBe(990);
        totals.Count.ShouldBe(12);
    }
}
