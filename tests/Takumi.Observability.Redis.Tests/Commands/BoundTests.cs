using System.Diagnostics;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Commands;
using Takumi.Observability.Redis.Tests.Fakes;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Redis.Tests.Commands;

/// <summary>Memory is bounded by the commands that are on their way. Alone: the losses of the whole process are counted.</summary>
[Collection(AloneCollection.Name)]
public sealed class BoundTests : IDisposable
{
    private const int Capacity = 10_000;

    private readonly MeasurementRecorder _losses = new(TakumiTelemetry.MeterName);
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == CommandRecorder.SourceName,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public BoundTests() => ActivitySource.AddActivityListener(_listener);

    [Fact]
    public void Parents_that_never_end_are_forgotten_when_their_commands_are_done()
    {
        using var workbench = new Workbench(Capacity);
        var parents = new List<Activity>();
        for (var i = 0; i < 100_000; i++)
        {
            var parent = Recorded();
            parents.Add(parent);
            Complete(workbench, parent);
            if (i % 1000 != 0)
                continue;
            workbench.Tick();
            workbench.Collector.Sessions.ShouldBe(0);
        }

        workbench.Tick();
        (workbench.Collector.Sessions, workbench.Collector.Pending).ShouldBe((0, 0));
        parents.ShouldAllBe(parent => !parent.IsStopped);
        Lost("traces").ShouldBe(0);
    }

    [Fact]
    public void Past_the_capacity_commands_go_unseen_and_each_is_counted()
    {
        using var workbench = new Workbench(Capacity);
        var parent = Recorded();
        var sessions = Enumerable.Range(0, Capacity + 7).Select(_ => workbench.BeginUnder(parent)).ToList();

        sessions.Count(session => session is null).ShouldBe(7);
        workbench.Collector.Pending.ShouldBe(Capacity);
        (Lost("traces"), Lost("metrics")).ShouldBe((7, 7));
        workbench.Logs.Logs.Count(log => log.Message.Contains("More than 10000 Redis commands were on their way.", StringComparison.Ordinal)).ShouldBe(2);

        foreach (var session in sessions.OfType<ProfilingSession>())
            workbench.Profiler.Complete(session, new FakeCommand("GET"));
        workbench.Tick();
        workbench.BeginUnder(parent).ShouldNotBeNull();
    }

    [Fact]
    public void Commands_without_an_end_are_given_up_and_counted_and_those_around_them_are_not()
    {
        using var workbench = new Workbench(Capacity);
        using var spans = new ActivityRecorder(CommandRecorder.SourceName);
        var parent = Recorded();
        workbench.BeginUnder(parent).ShouldNotBeNull();
        workbench.BeginUnder(parent).ShouldNotBeNull();
        var completed = 0;
        for (var elapsed = TimeSpan.Zero; elapsed < CommandCollector.Lease + CommandCollector.Patience + TimeSpan.FromSeconds(1); elapsed += CommandCollector.DrainInterval)
        {
            Complete(workbench, parent);
            completed++;
            workbench.Tick();
        }

        (Lost("traces"), Lost("metrics")).ShouldBe((2, 2));
        (workbench.Collector.Pending, workbench.Collector.Sessions).ShouldBe((0, 0));
        spans.Trace(parent).Count.ShouldBe(completed);
    }

    public void Dispose()
    {
        _losses.Dispose();
        _listener.Dispose();
    }

    private static Activity Recorded()
    {
        var parent = new Activity("parent").SetIdFormat(ActivityIdFormat.W3C).Start();
        Activity.Current = null;
        parent.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        return parent;
    }

    private static void Complete(Workbench workbench, Activity parent) =>
        workbench.Profiler.Complete(workbench.BeginUnder(parent).ShouldNotBeNull(), new FakeCommand("GET"));

    private double Lost(string signal) => _losses.Of("telemetry.lost", ("signal", signal), ("reason", "queue_full")).Sum(loss => loss.Value);
}
