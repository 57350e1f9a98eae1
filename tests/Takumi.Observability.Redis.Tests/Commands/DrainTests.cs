using System.Collections.Concurrent;
using System.Diagnostics;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Commands;
using Takumi.Observability.Redis.Tests.Fakes;
using Takumi.Observability.Testing.Recording;
using ThreadState = System.Threading.ThreadState;

namespace Takumi.Observability.Redis.Tests.Commands;

/// <summary>When completed commands become spans.</summary>
public sealed class DrainTests : IDisposable
{
    private readonly ActivityRecorder _spans = new(CommandRecorder.SourceName);
    private readonly Workbench _workbench = new();

    [Fact]
    public void Within_a_second_while_the_parent_goes_on()
    {
        using var root = _spans.StartTrace();
        _workbench.Execute(new FakeCommand("GET"));
        _spans.Trace(root).ShouldBeEmpty();
        _workbench.Time.Advance(TimeSpan.FromSeconds(1));

        _spans.Trace(root).ShouldHaveSingleItem();
        root.IsStopped.ShouldBeFalse();
    }

    [Fact]
    public void When_the_parent_ends_if_that_is_sooner()
    {
        using var root = _spans.StartTrace();
        _workbench.Execute(new FakeCommand("GET"));
        _workbench.Collector.ParentEnded(root);

        _spans.Trace(root).ShouldHaveSingleItem();
        _workbench.Collector.Sessions.ShouldBe(0);
    }

    [Fact]
    public void A_parent_that_ends_while_the_timer_is_at_its_commands_waits_for_them()
    {
        using var root = _spans.StartTrace();
        var order = new ConcurrentQueue<string>();
        var end = new Thread(() =>
        {
            _workbench.Collector.ParentEnded(root);
            order.Enqueue("parent");
        }) { IsBackground = true };
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CommandRecorder.SourceName,
            ActivityStopped = span =>
            {
                if (span.TraceId != root.TraceId)
                    return;
                // In the midst of the drain: until the other waits for it, or is over without having waited.
                end.Start();
                SpinWait.SpinUntil(() => (end.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0);
                order.Enqueue(span.DisplayName);
            },
        };
        ActivitySource.AddActivityListener(listener);
        _workbench.Execute(new FakeCommand("GET"));
        _workbench.Tick();
        end.Join();

        order.ShouldBe(["GET", "parent"]);
    }

    [Fact]
    public void What_completes_after_its_parents_end_is_still_its_child()
    {
        var root = _spans.StartTrace();
        var session = _workbench.Begin().ShouldNotBeNull();
        root.Stop();
        _workbench.Collector.ParentEnded(root);
        _workbench.Tick();
        _spans.Trace(root).ShouldBeEmpty();

        _workbench.Profiler.Complete(session, new FakeCommand("GET"));
        _workbench.Tick();
        _spans.Trace(root).ShouldHaveSingleItem().ParentSpanId.ShouldBe(root.SpanId);
        _workbench.Collector.Sessions.ShouldBe(0);
    }

    [Fact]
    public void Each_command_goes_to_the_span_that_was_current_when_it_was_made()
    {
        using var root = _spans.StartTrace();
        using var inner = new Activity("inner").Start();
        inner.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        _workbench.Execute(new FakeCommand("GET"));
        inner.Stop();
        _workbench.Execute(new FakeCommand("SET"));
        _workbench.Tick();

        _spans.Trace(root).Select(span => (span.DisplayName, span.ParentSpanId)).ShouldBe([("GET", inner.SpanId), ("SET", root.SpanId)], ignoreOrder: true);
    }

    [Fact]
    public void Dispose_drains_what_has_completed()
    {
        using var root = _spans.StartTrace();
        _workbench.Execute(new FakeCommand("GET"));
        _workbench.Collector.Dispose();

        _spans.Trace(root).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_timer_does_not_inherit_the_context_of_whoever_made_it()
    {
        using var root = _spans.StartTrace();
        var drained = new TaskCompletionSource<Activity?>(TaskCreationOptions.RunContinuationsAsynchronously);
        IEnumerable<IProfiledCommand> Take(ProfilingSession session)
        {
            drained.TrySetResult(Activity.Current);
            return [];
        }

        using var collector = new CommandCollector(TimeProvider.System, _workbench.Losses, Take, CommandCollector.DefaultCapacity);
        collector.Session().ShouldNotBeNull();

        (await drained.Task.WaitAsync(TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public void A_listener_that_throws_costs_one_span_and_is_told()
    {
        using var root = _spans.StartTrace();
        using var hostile = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CommandRecorder.SourceName,
            ActivityStarted = span =>
            {
                if (span.TraceId == root.TraceId && span.DisplayName == "BAD")
                    throw new InvalidOperationException("hunter2");
            },
        };
        ActivitySource.AddActivityListener(hostile);
        _workbench.Execute(new FakeCommand("BAD"));
        _workbench.Execute(new FakeCommand("GOOD"));
        _workbench.Tick();

        _spans.Trace(root).Select(span => span.DisplayName).ShouldBe(["GOOD"]);
        _workbench.Collector.Pending.ShouldBe(0);
        Activity.Current.ShouldBe(root);
        _workbench.Logs.Logs.Select(log => log.Message).ShouldContain(
            "Telemetry is being lost: Traces, QueueFull. What listens to Redis commands threw InvalidOperationException. This is told once; telemetry_lost_total counts on.");
    }

    public void Dispose()
    {
        _workbench.Dispose();
        _spans.Dispose();
    }
}
