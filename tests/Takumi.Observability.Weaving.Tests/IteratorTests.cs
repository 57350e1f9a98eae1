using System.Diagnostics;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Weaving.Tests.Shapes;

namespace Takumi.Observability.Weaving.Tests;

/// <summary>The span of an iterator covers one enumeration, and is current while the iterator's own code runs.</summary>
public sealed class IteratorTests : IDisposable
{
    private readonly ActivityRecorder _recorder = new(TakumiTelemetry.ActivitySourceName);
    private readonly Iterators _iterators = new();
    private readonly Activity _root;

    public IteratorTests() => _root = _recorder.StartTrace();

    public void Dispose()
    {
        _root.Dispose();
        _recorder.Dispose();
    }

    [Fact]
    public void It_covers_the_enumeration_and_counts_the_items()
    {
        var seen = new List<string?>();
        foreach (var item in _iterators.Items(3))
        {
            Activity.Current.ShouldBe(_root);
            seen.Add(item);
        }

        seen.ShouldBe(["items", "items", "items"]);
        ShouldHave("items (internal)\n  - count: 3\n  - enumeration.items: 3\n  - enumeration.time_to_first_item: …\n");
        _recorder.Trace(_root)[0].ParentSpanId.ShouldBe(_root.SpanId);
    }

    [Fact]
    public void It_covers_a_loop_that_calls_by_pattern()
    {
        foreach (var item in new Members())
            item.ShouldBe(0);

        ShouldHave("shape (internal)\n  - enumeration.items: 1\n  - enumeration.time_to_first_item: …\n");
    }

    [Fact]
    public async Task It_covers_an_asynchronous_enumeration()
    {
        var seen = new List<string?>();
        await foreach (var item in _iterators.ItemsAsync(3, cancellationToken: TestContext.Current.CancellationToken))
        {
            Activity.Current.ShouldBe(_root);
            seen.Add(item);
        }

        seen.ShouldBe(["items", "items", "items"]);
        ShouldHave("items (internal)\n  - count: 3\n  - enumeration.items: 3\n  - enumeration.time_to_first_item: …\n");
    }

    [Fact]
    public async Task Every_enumeration_has_a_span_and_none_starts_before_it()
    {
        var items = _iterators.Items(1);
        var itemsAsync = _iterators.ItemsAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        _recorder.Trace(_root).ShouldBeEmpty();

        items.ShouldBe(["items"]);
        items.ShouldBe(["items"]);
        (await itemsAsync.ToListAsync(TestContext.Current.CancellationToken)).ShouldBe(["items"]);

        _recorder.Trace(_root).Count.ShouldBe(3);
        Activity.Current.ShouldBe(_root);
    }

    [Fact]
    public async Task An_early_break_ends_it_after_the_iterators_own_finally()
    {
        foreach (var _ in _iterators.Items(3))
            break;
        _iterators.Disposed.ShouldBeTrue();
        await foreach (var _ in new Iterators().ItemsAsync(3, cancellationToken: TestContext.Current.CancellationToken))
            break;

        const string span = "items (internal)\n  - count: 3\n  - enumeration.items: 1\n  - enumeration.time_to_first_item: …\n";
        ShouldHave(span + span);
    }

    [Fact]
    public async Task An_exception_midway_fails_it()
    {
        Should.Throw<InvalidOperationException>(() => _iterators.Items(3, failAt: 1).ToList()).Message.ShouldBe("boom");
        await Should.ThrowAsync<InvalidOperationException>(async () => await _iterators.ItemsAsync(3, failAt: 1).ToListAsync());

        Activity.Current.ShouldBe(_root);
        var spans = _recorder.Trace(_root);
        spans.Count.ShouldBe(2);
        foreach (var span in spans)
        {
            span.Status.ShouldBe(ActivityStatusCode.Error);
            span.StatusDescription.ShouldBe("boom");
            span.GetTagItem(SpanTags.EnumerationItems).ShouldBe(1L);
            span.GetTagItem(SpanTags.ErrorType).ShouldBe("System.InvalidOperationException");
        }
    }

    [Fact]
    public async Task The_consumers_cancellation_reaches_the_iterator()
    {
        using var cancellation = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _iterators.ItemsAsync(3).WithCancellation(cancellation.Token))
                await cancellation.CancelAsync();
        });

        ShouldHave("items (internal)\n  - count: 3\n  - enumeration.items: 1\n  - enumeration.time_to_first_item: …\n");
    }

    [Fact]
    public async Task Enumerators_and_untyped_iterators_are_covered_too()
    {
        using (var enumerator = _iterators.Enumerator(1))
        {
            enumerator.MoveNext().ShouldBeTrue();
            enumerator.Current.ShouldBe("items");
        }

        await using (var enumerator = _iterators.AsyncEnumerator(1))
        {
            (await enumerator.MoveNextAsync()).ShouldBeTrue();
            enumerator.Current.ShouldBe("items");
        }

        _iterators.Untyped(1).Cast<string>().ShouldBe(["items"]);
        var untyped = _iterators.UntypedEnumerator(1);
        untyped.MoveNext().ShouldBeTrue();
        untyped.Current.ShouldBe("items");
        untyped.MoveNext().ShouldBeFalse();

        const string span = "items (internal)\n  - count: 1\n  - enumeration.items: 1\n  - enumeration.time_to_first_item: …\n";
        ShouldHave(span + span + span + span);
    }

    [Fact]
    public void What_is_no_iterator_is_returned_as_it_is()
    {
        _iterators.List().ShouldBeOfType<List<int>>();

        ShouldHave("list (internal)\n");
    }

    [Fact]
    public void A_child_belongs_to_the_enumeration_and_the_consumers_spans_do_not()
    {
        foreach (var _ in _iterators.Items(1))
            Signatures.Static(7);

        _recorder.Trace(_root).ShouldAllBe(span => span.ParentSpanId == _root.SpanId);
    }

    [Fact]
    public void A_workflow_that_is_an_iterator_is_measured()
    {
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);

        foreach (var _ in _iterators.Measured())
            measurements.Of("workflow.completions", ("workflow", "weaving-iterator-workflow")).ShouldBeEmpty();

        measurements.Of("workflow.completions", ("workflow", "weaving-iterator-workflow"), ("outcome", "success")).Count.ShouldBe(1);
    }

    private void ShouldHave(string spans) =>
        SpanTree.Render(_recorder.Trace(_root), SpanTags.EnumerationTimeToFirstItem).ShouldBe(spans);
}
