using System.Diagnostics;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Commands;
using Takumi.Observability.Redis.Tests.Fakes;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Redis.Tests.Commands;

/// <summary>A command that a cluster redirects: two profiles of one command, the second as late as the other node answers.</summary>
public sealed class RedirectTests : IDisposable
{
    private readonly ActivityRecorder _spans = new(CommandRecorder.SourceName);
    private readonly Workbench _workbench = new();

    [Theory]
    [InlineData(RetransmissionReasonType.Moved)]
    [InlineData(RetransmissionReasonType.Ask)]
    public void Both_are_spans_when_a_drain_and_the_parents_end_fall_between_them(RetransmissionReasonType reason)
    {
        using var root = _spans.StartTrace();
        var session = _workbench.Begin().ShouldNotBeNull();
        var first = new FakeCommand("GET").Redirected(reason);
        _workbench.Profiler.Complete(session, first);
        _workbench.Tick();
        _workbench.Collector.ParentEnded(root);
        (Spans(root), _workbench.Collector.Pending).ShouldBe((1, 1));

        _workbench.Profiler.Complete(session, first with { RetransmissionOf = first });
        _workbench.Tick();
        (Spans(root), _workbench.Collector.Pending, _workbench.Collector.Sessions).ShouldBe((2, 0, 0));
    }

    [Fact]
    public void Both_come_out_of_one_drain_and_are_one_command()
    {
        using var root = _spans.StartTrace();
        var session = _workbench.Begin().ShouldNotBeNull();
        var first = new FakeCommand("GET").Redirected(RetransmissionReasonType.Moved);
        _workbench.Profiler.Complete(session, first);
        _workbench.Profiler.Complete(session, first with { RetransmissionOf = first });
        _workbench.Tick();

        (Spans(root), _workbench.Collector.Pending, _workbench.Collector.Sessions).ShouldBe((2, 0, 0));
    }

    [Fact]
    public void A_client_that_marks_nothing_upsets_no_account()
    {
        using var root = _spans.StartTrace();
        var session = _workbench.Begin().ShouldNotBeNull();
        var first = new FakeCommand("GET");
        _workbench.Profiler.Complete(session, first);
        _workbench.Profiler.Complete(session, first with { RetransmissionOf = first });
        _workbench.Tick();

        (Spans(root), _workbench.Collector.Pending, _workbench.Collector.Sessions).ShouldBe((2, 0, 0));
    }

    [Fact]
    public void What_its_caller_wants_not_redirected_is_waited_for_by_nobody()
    {
        using var root = _spans.StartTrace();
        _workbench.Execute(new FakeCommand("GET") { Flags = CommandFlags.NoRedirect | CommandFlags.DemandReplica });
        _workbench.Tick();

        (Spans(root), _workbench.Collector.Pending, _workbench.Collector.Sessions).ShouldBe((1, 0, 0));
    }

    public void Dispose()
    {
        _workbench.Dispose();
        _spans.Dispose();
    }

    private int Spans(Activity root) => _spans.Trace(root).Count;
}
