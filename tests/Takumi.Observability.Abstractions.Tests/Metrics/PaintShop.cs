using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>A container with metrics, as an application has one, and a recorder of that container's meter alone.</summary>
internal sealed class PaintShop : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<PaintMetrics>().BuildServiceProvider();

    public PaintShop()
    {
        Metrics = _services.GetRequiredService<PaintMetrics>();
        var factory = _services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        Recorder = new MeasurementRecorder(meter => meter.Name == "Takumi.Tests.Paint" && meter.Scope == factory);
    }

    public PaintMetrics Metrics { get; }

    public MeasurementRecorder Recorder { get; }

    /// <summary>Everything measured, a line each: instrument, value, all labels.</summary>
    public IEnumerable<string> Lines => Recorder.Measurements.Select(m =>
        $"{m.Instrument} {m.Value}{string.Concat(m.Tags.Select(t => $" {t.Key}={t.Value}"))}");

    public void Dispose()
    {
        Recorder.Dispose();
        _services.Dispose();
    }
}
