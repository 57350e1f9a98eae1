using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Commands;
using Takumi.Observability.Redis.Tests.Fakes;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Redis.Tests.Commands;

/// <summary>Whatever comes in whatever order: each completed command is one span, under its own parent.</summary>
public sealed class AccountTests
{
    private enum Step
    {
        Begin,
        Complete,
        End,
        Tick,
        Wait,
    }

    [Fact]
    public void Every_command_is_one_span_in_any_order_of_events() =>
        Prop.ForAll(Gen.Zip(Gen.Elements(Enum.GetValues<Step>()), Gen.Choose(0, 3)).ListOf().ToArbitrary(), Holds).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Every_command_is_one_span_from_many_threads()
    {
        using var spans = new ActivityRecorder(CommandRecorder.SourceName);
        using var workbench = new Workbench();
        using var root = spans.StartTrace();
        const int Threads = 8, Commands = 2000;

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < Commands; i++)
            {
                workbench.Execute(new FakeCommand("GET"));
                if (i % 50 == thread)
                    workbench.Collector.ParentEnded(root);
                if (i % 70 == thread)
                    workbench.Collector.Drain();
            }
        })));
        workbench.Collector.Drain();

        spans.Trace(root).Count.ShouldBe(Threads * Commands);
        (workbench.Collector.Pending, workbench.Collector.Sessions).ShouldBe((0, 0));
    }

    private static void Holds(IList<(Step Step, int Parent)> steps)
    {
        using var spans = new ActivityRecorder(CommandRecorder.SourceName);
        using var workbench = new Workbench();
        using var root = spans.StartTrace();
        var parents = Enumerable.Range(0, 4).Select(_ => Child(root)).ToList();
        var begun = new Queue<(ProfilingSession Session, FakeCommand Command)>();
        var expected = new List<(string, ActivitySpanId)>();
        foreach (var (step, index) in steps)
        {
            var parent = parents[index];
            if (step == Step.Begin)
            {
                var command = new FakeCommand($"C{expected.Count}");
                expected.Add((command.Command, parent.SpanId));
                begun.Enqueue((workbench.BeginUnder(parent).ShouldNotBeNull(), command));
            }
            else if (step == Step.Complete && begun.TryDequeue(out var next))
                workbench.Profiler.Complete(next.Session, next.Command);
            else if (step == Step.End)
                workbench.Collector.ParentEnded(parent);
            else if (step == Step.Tick)
                workbench.Tick();
            else if (step == Step.Wait)
                workbench.Time.Advance(CommandCollector.Lease);
        }

        // Patience may run out for what is begun long before its end: that loss is counted, and BoundTests shows it. Here all come in time.
        foreach (var (session, command) in begun)
            workbench.Profiler.Complete(session, command);
        workbench.Tick();

        if (steps.Count(one => one.Step == Step.Wait) >= CommandCollector.Patience / CommandCollector.Lease)
            return;
        spans.Trace(root).Select(span => (span.DisplayName, span.ParentSpanId)).ShouldBe(expected, ignoreOrder: true);
        (workbench.Collector.Pending, workbench.Collector.Sessions).ShouldBe((0, 0));
    }

    private static Activity Child(Activity root)
    {
        var child = new Activity("child").SetParentId(root.TraceId, root.SpanId, ActivityTraceFlags.Recorded).Start();
        Activity.Current = root;
        return child;
    }
}
