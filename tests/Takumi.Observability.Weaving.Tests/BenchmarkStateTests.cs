using System.Diagnostics;
using Takumi.Observability.Benchmarks.Weaving;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Weaving.Tests;

/// <summary>The benchmarks' calls are in the state that their names claim, and allocate what the budget allows.</summary>
[Collection(nameof(AloneCollection))]
public sealed class BenchmarkStateTests
{
    private readonly TracedCalls _calls = new();

    [Fact]
    public void Off_a_call_allocates_no_more_than_by_hand()
    {
        AllocatedBy(() => _calls.Synchronous("id")).ShouldBe(0);
        ShouldNeedNoObjectMore(() => _calls.Completed("id").IsCompletedSuccessfully.ShouldBeTrue(), () => _calls.CompletedByHand("id").IsCompletedSuccessfully.ShouldBeTrue());
        ShouldNeedNoObjectMore(() => _calls.Suspended("id"), () => _calls.SuspendedByHand("id"));
    }

    [Fact]
    public void Sampled_every_call_is_one_span_with_one_tag_by_hand_and_by_attribute()
    {
        using var recorder = new ActivityRecorder(TracedCalls.HandWrittenSource, TakumiTelemetry.ActivitySourceName);
        using var root = recorder.StartTrace();

        _calls.SynchronousByHand("id");
        _calls.Synchronous("id");
        _calls.CompletedByHand("id").IsCompletedSuccessfully.ShouldBeTrue();
        _calls.Completed("id").IsCompletedSuccessfully.ShouldBeTrue();
        _calls.SuspendedByHand("id");
        _calls.Suspended("id");
        _calls.HandedOnByHand("id");
        _calls.HandedOn("id");

        Activity.Current.ShouldBe(root);
        SpanTree.Render(recorder.Trace(root)).ShouldBe(string.Concat(Enumerable.Repeat("call (internal)\n  - id: id\n", 8)));
    }

    [Fact]
    public void A_suspended_call_really_waits()
    {
        foreach (var wait in new[] { _calls.WaitByHandUntilOpened, _calls.WaitUntilOpened, _calls.HandOnByHandUntilOpened, _calls.HandOnUntilOpened })
        {
            var task = wait("id");
            task.IsCompleted.ShouldBeFalse();
            _calls.Open();
            task.IsCompletedSuccessfully.ShouldBeTrue();
        }
    }

    [Fact]
    public void Sampled_a_call_allocates_no_object_more_than_by_hand()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is TracedCalls.HandWrittenSource or TakumiTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);

        AllocatedBy(() => _calls.Synchronous("id")).ShouldBe(AllocatedBy(() => _calls.SynchronousByHand("id")));
        ShouldNeedNoObjectMore(() => _calls.Completed("id").IsCompletedSuccessfully.ShouldBeTrue(), () => _calls.CompletedByHand("id").IsCompletedSuccessfully.ShouldBeTrue());
        ShouldNeedNoObjectMore(() => _calls.Suspended("id"), () => _calls.SuspendedByHand("id"));
    }

    // A state machine that lives on the heap (one that suspends; in a Debug build every one) may have a longer field, but there is no object of 24 bytes, the smallest there is, beside it.
    private static void ShouldNeedNoObjectMore(Action woven, Action byHand) => (AllocatedBy(woven) - AllocatedBy(byHand)).ShouldBeLessThan(24);

    private static long AllocatedBy(Action call)
    {
        const int times = 200;
        for (var i = 0; i < times; i++)
            call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
            call();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / times;
    }
}
