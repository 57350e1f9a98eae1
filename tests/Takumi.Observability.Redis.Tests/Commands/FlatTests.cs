using System.Diagnostics;
using System.Diagnostics.Metrics;
using Takumi.Observability.Commands;
using Takumi.Observability.Redis.Tests.Fakes;

namespace Takumi.Observability.Redis.Tests.Commands;

/// <summary>Ten million commands beneath one span that goes on: what is held at the end is what was held after the first million. Alone: the memory of the process is looked at.</summary>
[Collection(AloneCollection.Name)]
public sealed class FlatTests : IDisposable
{
    private const int Million = 1_000_000;

    private readonly MeterListener _measured = new()
    {
        InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "redis.command.duration", Meter.Name: TakumiTelemetry.MeterName })
                listener.EnableMeasurementEvents(instrument);
        },
    };

    private long _measurements;

    [Fact]
    public void Memory_is_flat()
    {
        _measured.SetMeasurementEventCallback<double>((_, _, _, _) => _measurements++);
        _measured.Start();
        using var parent = new Activity("parent").Start();
        using var workbench = new Workbench();
        var command = new FakeCommand("GET");
        long most = 0, early = 0;
        for (var i = 1; i <= 10 * Million; i++)
        {
            workbench.Profiler.Complete(workbench.Begin().ShouldNotBeNull(), command);
            if (i % 1000 != 0)
                continue;
            most = Math.Max(most, workbench.Collector.Pending);
            workbench.Tick();
            if (i == Million)
                early = GC.GetTotalMemory(forceFullCollection: true);
        }

        (GC.GetTotalMemory(forceFullCollection: true) - early).ShouldBeLessThan(Million);
        (most, _measurements).ShouldBe((1000, 10 * Million));
        (workbench.Collector.Pending, workbench.Collector.Sessions).ShouldBe((0, 0));
    }

    public void Dispose() => _measured.Dispose();
}
