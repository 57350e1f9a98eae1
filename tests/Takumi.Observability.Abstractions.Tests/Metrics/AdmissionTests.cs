using Takumi.Observability.Abstractions.Tests.Tracing;
using Takumi.Observability.Metrics;

namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>Two threads at the last place of a limit: whoever gets it, everybody knows. Alone, as what is refused is counted as lost.</summary>
[Collection(AloneCollection.Name)]
public sealed class AdmissionTests
{
    [Fact]
    public void A_value_that_gets_the_last_place_while_it_is_looked_up_is_known()
    {
        var bound = new BoundedLabel<CollidingName>("paint.cans", "race", 2);
        bound.Find(new("first"));
        LabelValue? admitted = null;

        var found = bound.Find(new("last", whenCompared: () => admitted = bound.Find(new("last"))));

        admitted.ShouldNotBeNull().Text.ShouldBe("last");
        found.ShouldBeSameAs(admitted);
    }

    [Fact]
    public void A_value_whose_last_place_is_taken_while_it_is_looked_up_is_other()
    {
        var bound = new BoundedLabel<CollidingName>("paint.cans", "race", 2);
        bound.Find(new("first"));
        LabelValue? admitted = null;

        var found = bound.Find(new("late", whenCompared: () => admitted = bound.Find(new("quick"))));

        admitted.ShouldNotBeNull().Index.ShouldBe(2);
        found.ShouldBeSameAs(LabelValue.Other);
        bound.Find(new("late")).ShouldBeSameAs(LabelValue.Other);
        bound.Find(new("quick")).ShouldBeSameAs(admitted);
    }

    [Fact]
    public async Task Threads_that_come_with_the_same_last_value_or_combination_have_it_both()
    {
        const int Rounds = 50_000;
        BoundedLabel<string>? label = null;
        SeriesBound? series = null;
        using var together = new Barrier(2, _ => (label, series) = (new("paint.cans", "same", 1), new("paint.cans", 1)));
        (int Label, int Series) CountKnown()
        {
            var known = (Label: 0, Series: 0);
            for (var round = 0; round < Rounds; round++)
            {
                together.SignalAndWait(TestContext.Current.CancellationToken);
                known.Label += label!.Find("mine").Index;
                together.SignalAndWait(TestContext.Current.CancellationToken);
                known.Series += series!.Admits(1, 2) ? 1 : 0;
            }

            return known;
        }

        // A thread of its own: on a busy pool the other might never come.
        var other = Task.Factory.StartNew(CountKnown, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var mine = CountKnown();

        (mine, await other).ShouldBe(((Rounds, Rounds), (Rounds, Rounds)));
    }

    /// <summary>
    /// A value that shares its hash with all others, so that looking it up compares it with what is there: whatever another thread does at that moment
    /// is done then. The dictionary puts new values first, where this look-up has been already.
    /// </summary>
    private sealed class CollidingName(string text, Action? whenCompared = null)
    {
        private Action? _whenCompared = whenCompared;

        public override int GetHashCode() => 0;

        public override bool Equals(object? obj)
        {
            var other = (CollidingName)obj!;
            other.BeCompared();
            return ToString() == other.ToString();
        }

        public override string ToString() => text;

        private void BeCompared() => Interlocked.Exchange(ref _whenCompared, null)?.Invoke();
    }
}
