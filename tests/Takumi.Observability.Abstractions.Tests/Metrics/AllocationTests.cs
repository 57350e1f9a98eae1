using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability.Abstractions.Tests.Tracing;

namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>A measurement allocates nothing, whether anybody listens or not. Alone: what a limit refuses is counted on a static meter, which other tests listen to.</summary>
[Collection(AloneCollection.Name)]
public sealed class AllocationTests : IDisposable
{
    private static readonly string[] s_reasons = ["late", "wrong colour", "dried out"];

    private static readonly Dictionary<string, Action<PaintMetrics, int>> s_calls = new()
    {
        ["closed labels"] = static (m, i) => m.Sold(Colour.Blue, discounted: i % 2 == 0),
        ["a bounded text"] = static (m, i) => m.Returned(s_reasons[i % 3], i),
        ["a text past its limit"] = static (m, i) => m.Limited(s_reasons[i % 3]),
        ["a bounded number"] = static (m, i) => m.Answered(200 + (i % 3)),
        ["a number past its limit"] = static (m, i) => m.Answered(200 + (i % 5)),
        ["bounded combinations"] = static (m, i) => m.Ordered(s_reasons[i % 3], s_reasons[(i + 1) % 3], Colour.Red),
        ["combinations past their limit"] = static (m, i) => m.Ordered(s_reasons[i % 3], s_reasons[(i / 3) % 3], (Colour)(i % 4)),
        ["a timer"] = static (m, _) => m.TimeMixing(Colour.Red).Dispose(),
        ["a scope in progress"] = static (m, i) => m.StartMixing("mixer-1", i % 2 == 0 ? "night" : null).Dispose(),
        ["a gauge"] = static (m, i) => m.Temperature(i),
    };

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<PaintMetrics>().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly PaintMetrics _metrics;
    private long _heard;

    public AllocationTests()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _metrics = _services.GetRequiredService<PaintMetrics>();
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => _heard++);
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => _heard++);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory)
                listener.EnableMeasurementEvents(instrument);
        };
    }

    public static TheoryData<string> Calls() => [.. s_calls.Keys];

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Listened_to_it_allocates_nothing(string call)
    {
        _listener.Start();

        Allocated(s_calls[call]).ShouldBe(0);
        _heard.ShouldBeGreaterThanOrEqualTo(1_100);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void With_nobody_listening_it_allocates_nothing(string call)
    {
        Allocated(s_calls[call]).ShouldBe(0);
        _heard.ShouldBe(0);
    }

    private long Allocated(Action<PaintMetrics, int> call)
    {
        for (var i = 0; i < 100; i++)
            call(_metrics, i);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            call(_metrics, i);

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
