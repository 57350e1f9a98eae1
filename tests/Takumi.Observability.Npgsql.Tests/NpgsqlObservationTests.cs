using System.Collections.Concurrent;

namespace Takumi.Observability.Npgsql.Tests;

/// <summary>What listens to Npgsql is there once, whoever comes and goes.</summary>
public sealed class NpgsqlObservationTests
{
    private readonly ConcurrentQueue<string> _order = new();

    [Fact]
    public void It_starts_with_the_first_and_ends_with_the_last()
    {
        var observation = new NpgsqlObservation(_ => Start(static () => { }));
        var first = observation.Join(QueryTextCapture.Off);
        var second = observation.Join(QueryTextCapture.Off);
        first.Dispose();
        first.Dispose();
        _order.ShouldBe(["start"]);

        second.Dispose();
        _order.ShouldBe(["start", "end"]);
    }

    [Fact]
    public void Who_comes_while_the_last_one_goes_listens_after_it_and_not_beside_it()
    {
        Thread? next = null;
        NpgsqlObservation observation = null!;
        observation = new NpgsqlObservation(_ => Start(() =>
        {
            // In the midst of the end: until the next one waits for it, or is there without having waited.
            next = new Thread(() => observation.Join(QueryTextCapture.Off)) { IsBackground = true };
            next.Start();
            SpinWait.SpinUntil(() => (next.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0);
        }));
        observation.Join(QueryTextCapture.Off).Dispose();
        next.ShouldNotBeNull().Join();

        _order.ShouldBe(["start", "end", "start"]);
    }

    private IDisposable[] Start(Action ending)
    {
        _order.Enqueue("start");
        return [new Part(() =>
        {
            ending();
            _order.Enqueue("end");
        })];
    }

    private sealed class Part(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
