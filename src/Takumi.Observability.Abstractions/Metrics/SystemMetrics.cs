using Takumi.Observability.Metrics;

namespace Takumi.Observability;

/// <summary>The machine and the process. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class SystemMetrics
{
    /// <summary>Reports memory, processor and disk of this process until what is returned is disposed. Read at every collection only.</summary>
    public static IDisposable ObserveProcess() => new ProcessObserver(TimeProvider.System);

    /// <summary>Memory in use.</summary>
    [ObservableGauge("memory.usage", Unit = "By")]
    public static partial IDisposable ObserveMemoryUsage(string component, Func<long> bytes);

    /// <summary>Memory that may be used.</summary>
    [ObservableGauge("memory.limit", Unit = "By")]
    public static partial IDisposable ObserveMemoryLimit(string component, Func<long> bytes);

    /// <summary>Processor time in use; 100 is every processor that the process may use.</summary>
    [ObservableGauge("cpu.usage", Unit = "%")]
    public static partial IDisposable ObserveCpuUsage(Func<double> percent);

    /// <summary>Disk space in use.</summary>
    [ObservableGauge("disk.usage", Unit = "By")]
    public static partial IDisposable ObserveDiskUsage(string path, Func<long> bytes);

    /// <summary>Bytes sent and received.</summary>
    [ObservableCounter("network.io", Unit = "By")]
    public static partial IDisposable ObserveNetwork(NetworkDirection direction, Func<long> bytes);
}
