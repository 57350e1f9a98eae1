using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>A measurement allocates nothing, whether anybody listens or not.</summary>
public sealed class AllocationTests : IDisposable
{
    private static readonly string[] s_reasons = ["late", "wrong colour", "dried out"];

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<PaintMetrics>().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly PaintMetrics _metrics;
    private long _heard;

    public AllocationTests()
    {
        _metrics = _services.GetRequiredService<PaintMetrics>();
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => _heard++);
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => _heard++);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>())
                listener.EnableMeasurementEvents(instrument);
        };
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Listened_to_it_allocates_nothing()
    {
        _listener.Start();

        Allocated().ShouldBe(0);
        _heard.ShouldBeGreaterThan(9_000);
    }

    [Fact]
    public void With_nobody_listening_it_allocates_nothing()
    {
        Allocated().ShouldBe(0);
        _heard.ShouldBe(0);
    }

    private long Allocated()
    {
        MeasureAll(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        MeasureAll(1_000);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void MeasureAll(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _metrics.Sold(Colour.Blue, discounted: i % 2 == 0);
            _metrics.Returned(s_reasons[i % 3], i);
            _metrics.Answered(200 + (i % 5));
            _metrics.Ordered(s_reasons[i % 3], s_reasons[(i + 1) % 3], Colour.Red);
            using (_metrics.TimeMixing(Colour.Red))
            using (_metrics.StartMixing("mixer-1", i % 2 == 0 ? "night" : null))
                _metrics.Temperature(i);
        }
    }
}
