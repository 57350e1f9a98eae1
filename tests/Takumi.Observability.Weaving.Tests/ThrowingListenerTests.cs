using System.Diagnostics;
using Takumi.Observability.Weaving.Tests.Shapes;

namespace Takumi.Observability.Weaving.Tests;

/// <summary>A listener that throws costs telemetry, never the call, and leaves nobody else's activity behind.</summary>
[Collection(nameof(AloneCollection))]
public sealed class ThrowingListenerTests : IDisposable
{
    private readonly Activity _caller = new Activity("caller").Start();

    public void Dispose() => _caller.Dispose();

    [Theory]
    [InlineData("sample")]
    [InlineData("start")]
    [InlineData("stop")]
    public async Task The_method_does_not_notice(string when)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TakumiTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => when == "sample" ? throw new NotSupportedException() : ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => ThrowAt("start"),
            ActivityStopped = _ => ThrowAt("stop"),
        };
        ActivitySource.AddActivityListener(listener);

        Signatures.Static(7).ShouldBe(8);
        Activity.Current.ShouldBe(_caller);
        (await new Ends().TaskOfAsync(7)).ShouldBe(7);
        (await new Ends().ReturnedOf(7)).ShouldBe(7);
        new Iterators().List().ShouldHaveSingleItem();
        Should.Throw<InvalidOperationException>(() => new Ends().Throws(7)).Message.ShouldBe("boom");
        Activity.Current.ShouldBe(_caller);

        void ThrowAt(string point)
        {
            if (when == point)
                throw new NotSupportedException();
        }
    }
}
