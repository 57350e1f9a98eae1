using System.Diagnostics;
using Npgsql;
using Takumi.Observability.Failures;

namespace Takumi.Observability.Npgsql.Tests;

/// <summary>Which span a failure belongs to.</summary>
public sealed class LateFailuresTests : IDisposable
{
    private readonly LateFailures _late = new(TimeProvider.System);
    private readonly NpgsqlException _failure = new("late");
    private readonly Activity _flow;

    public LateFailuresTests()
    {
        Activity.Current = null;
        _flow = new Activity("flow").Start();
    }

    public void Dispose() => _flow.Dispose();

    [Fact]
    public void It_belongs_to_the_command_of_its_flow_and_to_that_alone()
    {
        var (mine, second) = (Command(), Command());
        Activity.Current = null;
        using var other = new Activity("other flow").Start();
        var others = Command();
        _late.Add(_failure, _flow);

        _late.Claim(others).ShouldBeNull();
        _late.Claim(mine).ShouldBe(_failure);
        _late.Claim(second).ShouldBeNull();
    }

    [Fact]
    public void A_span_that_the_application_opened_meanwhile_is_of_the_same_flow()
    {
        var command = Command();
        using var reading = new Activity("reading").Start();
        _late.Add(_failure, reading);

        _late.Claim(command).ShouldBe(_failure);
    }

    [Fact]
    public void A_command_that_began_after_it_has_no_part_in_it()
    {
        _late.Add(_failure, _flow);
        var later = Command();
        later.SetStartTime(later.StartTimeUtc.AddSeconds(1));

        _late.Claim(later).ShouldBeNull();
    }

    [Fact]
    public void What_is_on_a_span_already_is_forgotten_whatever_wraps_it()
    {
        var command = Command();
        _late.Add(_failure, _flow);

        _late.Forget(new InvalidOperationException("wrapped", _failure));

        _late.Claim(command).ShouldBeNull();
    }

    [Fact]
    public void A_flow_without_a_span_is_told_by_its_thread()
    {
        Activity.Current = null;
        var command = Command();
        _late.Add(_failure, flow: null);

        var claimedElsewhere = _failure;
        var elsewhere = new Thread(() => claimedElsewhere = _late.Claim(command));
        elsewhere.Start();
        elsewhere.Join();

        // No await in this test: what follows one may run on any thread.
        claimedElsewhere.ShouldBeNull();
        _late.Claim(command).ShouldBe(_failure);
    }

    [Fact]
    public void What_nobody_claims_is_pushed_out()
    {
        var command = Command();
        _late.Add(_failure, _flow);
        using var other = new Activity("other").SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom()).Start();
        for (var i = 0; i < LateFailures.Capacity; i++)
            _late.Add(new NpgsqlException(), other);

        _late.Claim(command).ShouldBeNull();
    }

    private static Activity Command()
    {
        var command = new Activity("command").Start();
        Activity.Current = command.Parent;
        return command;
    }
}
