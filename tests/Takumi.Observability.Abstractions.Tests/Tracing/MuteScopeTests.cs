using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.Tracing;

/// <summary>From where to where a mute reaches.</summary>
public sealed class MuteScopeTests : IDisposable
{
    private readonly ActivityRecorder _recorder = new(TakumiTelemetry.ActivitySourceName);
    private readonly Activity _root;

    public MuteScopeTests() => _root = _recorder.StartTrace();

    public void Dispose()
    {
        _root.Dispose();
        _recorder.Dispose();
    }

    [Fact]
    public void Nested_the_outer_one_goes_on_when_the_inner_one_ends()
    {
        using (TakumiTelemetry.Mute())
        {
            var outer = Activity.Current;
            using (TakumiTelemetry.Mute())
                TakumiTelemetry.IsMuted.ShouldBeTrue();
            TakumiTelemetry.IsMuted.ShouldBeTrue();
            Activity.Current.ShouldBe(outer);
        }

        ShouldBeAsBefore();
    }

    [Fact]
    public void Disposed_out_of_order_it_lasts_until_both_have_ended()
    {
        var outer = TakumiTelemetry.Mute();
        var inner = TakumiTelemetry.Mute();

        outer.Dispose();
        TakumiTelemetry.IsMuted.ShouldBeTrue();
        Activity.Current!.OperationName.ShouldBe("mute");
        Activity.Current.IsStopped.ShouldBeFalse();
        inner.Dispose();

        ShouldBeAsBefore();
    }

    [Fact]
    public void Disposed_twice_it_ends_once()
    {
        var first = TakumiTelemetry.Mute();
        first.Dispose();
        using (TakumiTelemetry.Mute())
        {
            var current = Activity.Current;
            first.Dispose();
            TakumiTelemetry.IsMuted.ShouldBeTrue();
            Activity.Current.ShouldBe(current);
        }

        ShouldBeAsBefore();
    }

    [Fact]
    public async Task It_reaches_across_awaits_and_threads_and_not_to_its_neighbours()
    {
        var muted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var neighbour = Task.Run(async () =>
        {
            await muted.Task;
            var heard = TakumiTelemetry.IsMuted;
            asked.SetResult();
            return heard;
        }, TestContext.Current.CancellationToken);

        using (TakumiTelemetry.Mute())
        {
            await Task.Yield();
            (await Task.Run(static () => TakumiTelemetry.IsMuted, TestContext.Current.CancellationToken)).ShouldBeTrue();
            muted.SetResult();
            await asked.Task;
            TakumiTelemetry.IsMuted.ShouldBeTrue();
        }

        (await neighbour).ShouldBeFalse();
        ShouldBeAsBefore();
    }

    [Fact]
    public async Task What_goes_on_after_its_end_is_heard()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool> leftBehind;
        using (TakumiTelemetry.Mute())
        {
            leftBehind = Task.Run(async () =>
            {
                await ended.Task;
                return TakumiTelemetry.IsMuted;
            }, TestContext.Current.CancellationToken);
        }

        ended.SetResult();
        (await leftBehind).ShouldBeFalse();
    }

    [Fact]
    public async Task Disposed_elsewhere_it_leaves_the_context_there_alone_and_is_over_here()
    {
        var scope = TakumiTelemetry.Mute();
        await Task.Run(() =>
        {
            using var other = _recorder.StartTrace();
            scope.Dispose();
            Activity.Current.ShouldBe(other);
        }, TestContext.Current.CancellationToken);

        TakumiTelemetry.IsMuted.ShouldBeFalse();
    }

    [Fact]
    public void Disposed_while_something_within_is_current_the_caller_has_its_activity_back()
    {
        var scope = TakumiTelemetry.Mute();
        using var within = new Activity("within").Start();

        scope.Dispose();

        Activity.Current.ShouldBe(_root);
        within.Stop();
    }

    [Fact]
    public void However_scopes_are_begun_and_disposed_it_is_mute_as_long_as_one_lasts() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        steps =>
        {
            List<(MuteScope Scope, bool Lasts)> scopes = [];
            foreach (var step in steps)
            {
                if (scopes.Count == 0 || step % 2 == 0)
                {
                    scopes.Add((TakumiTelemetry.Mute(), true));
                }
                else
                {
                    var one = step / 2 % scopes.Count;
                    scopes[one].Scope.Dispose();
                    scopes[one] = (default, false);
                }

                TakumiTelemetry.IsMuted.ShouldBe(scopes.Any(scope => scope.Lasts));
                Activity.Current!.Recorded.ShouldBe(!TakumiTelemetry.IsMuted);
            }

            foreach (var (scope, _) in scopes)
                scope.Dispose();
            ShouldBeAsBefore();
        }).QuickCheckThrowOnFailure();

    private void ShouldBeAsBefore()
    {
        TakumiTelemetry.IsMuted.ShouldBeFalse();
        Activity.Current.ShouldBe(_root);
    }
}
