using System.Diagnostics;
using System.Net.NetworkInformation;

namespace Takumi.Observability.Metrics;

/// <summary>Feeds <see cref="SystemMetrics"/> from what the runtime knows of its process and machine.</summary>
internal sealed class ProcessObserver : IDisposable
{
    private readonly TimeProvider _time;
    private readonly IDisposable[] _series;
    private readonly Lock _sampling = new();
    private long _sampledAt;
    private TimeSpan _sampledProcessor;

    public ProcessObserver(TimeProvider time)
    {
        _time = time;
        _sampledAt = time.GetTimestamp();
        _sampledProcessor = Environment.CpuUsage.TotalTime;
        var root = Path.GetPathRoot(Environment.CurrentDirectory)!;
        _series =
        [
            SystemMetrics.ObserveMemoryUsage("process", static () => Environment.WorkingSet),
            SystemMetrics.ObserveMemoryUsage("gc_heap", static () => GC.GetTotalMemory(forceFullCollection: false)),
            SystemMetrics.ObserveMemoryLimit("process", static () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
            SystemMetrics.ObserveCpuUsage(ProcessorPercent),
            SystemMetrics.ObserveDiskUsage(root, () => UsedBytes(new DriveInfo(root))),
            SystemMetrics.ObserveNetwork(NetworkDirection.Receive, static () => NetworkBytes(static s => s.BytesReceived)),
            SystemMetrics.ObserveNetwork(NetworkDirection.Transmit, static () => NetworkBytes(static s => s.BytesSent)),
        ];
    }

    public void Dispose()
    {
        foreach (var series in _series)
            series.Dispose();
    }

    // The share since the last reading; with several readers each sees the time since any of them.
    private double ProcessorPercent()
    {
        lock (_sampling)
        {
            var (at, processor) = (_time.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var elapsed = _time.GetElapsedTime(_sampledAt, at);
            var used = processor - _sampledProcessor;
            (_sampledAt, _sampledProcessor) = (at, processor);
            return elapsed <= TimeSpan.Zero ? 0 : Math.Clamp(100 * (used / elapsed) / Environment.ProcessorCount, 0, 100);
        }
    }

    private static long UsedBytes(DriveInfo drive) => drive.TotalSize - drive.TotalFreeSpace;

    private static long NetworkBytes(Func<IPInterfaceStatistics, long> read) => NetworkInterface.GetAllNetworkInterfaces()
        .Where(n => n.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .Sum(n => read(n.GetIPStatistics()));
}
