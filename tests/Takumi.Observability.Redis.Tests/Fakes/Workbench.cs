using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Commands;
using Takumi.Observability.Diagnosis;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Redis.Tests.Fakes;

/// <summary>A collector with a clock that stands still, a profiler whose commands complete when the test says so, and captured logs.</summary>
internal sealed class Workbench : IDisposable
{
    private readonly ServiceProvider _services;

    public Workbench(int capacity = CommandCollector.DefaultCapacity)
    {
        _services = new ServiceCollection().AddLogging(logging => logging.AddProvider(Logs)).BuildServiceProvider();
        Losses = new LossReport(_services);
        Collector = new CommandCollector(Time, Losses, Profiler.Take, capacity);
    }

    public ManualTimeProvider Time { get; } = new();

    public FakeProfiler Profiler { get; } = new();

    public CapturingLoggerProvider Logs { get; } = new();

    public LossReport Losses { get; }

    public CommandCollector Collector { get; }

    /// <summary>Creates a command under the current span. Null: nobody would see it.</summary>
    public ProfilingSession? Begin() => Collector.Session();

    /// <summary>Creates and completes a command under the current span.</summary>
    public void Execute(IProfiledCommand command)
    {
        if (Begin() is { } session)
            Profiler.Complete(session, command);
    }

    /// <summary>The same under another span, as it would be on the flow that has it.</summary>
    public ProfilingSession? BeginUnder(Activity parent)
    {
        var current = Activity.Current;
        Activity.Current = parent;
        try
        {
            return Begin();
        }
        finally
        {
            Activity.Current = current;
        }
    }

    /// <summary>One tick of the timer.</summary>
    public void Tick() => Time.Advance(CommandCollector.DrainInterval);

    public void Dispose()
    {
        Collector.Dispose();
        _services.Dispose();
    }
}
