using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Commands;
using Takumi.Observability.Diagnosis;

namespace Takumi.Observability.Benchmarks.Redis;

/// <summary>
/// A thousand commands, four beneath each span, by three hands: a profiler that throws away what it collects, one that writes the same span and measurement itself, and ours.
/// The commands are fakes that have completed already: the client's own work, and its profiler's, is in none of them. One thread at a time.
/// </summary>
public sealed class CommandLoop : IDisposable
{
    public const int Commands = 1000;

    public const string HandWrittenSource = "Redis.ByHand";

    private const int CommandsOfASpan = 4;

    private static readonly ActivitySource s_source = new(HandWrittenSource);
    private static readonly Meter s_meter = new(HandWrittenSource);
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>("by_hand.duration", "s");

    private readonly CompletedCommand _command = new();
    private readonly List<IProfiledCommand> _completed = new(Commands);
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly CommandCollector _collector;
    private readonly Activity _span;

    /// <param name="isRecorded">Whether the spans that the commands belong to are.</param>
    public CommandLoop(bool isRecorded)
    {
        _collector = new CommandCollector(new Timerless(), new LossReport(_services), Take, CommandCollector.DefaultCapacity);
        _span = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        _span.ActivityTraceFlags = isRecorded ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None;
    }

    /// <summary>A session a span, read and forgotten.</summary>
    public int Profiled()
    {
        var read = 0;
        for (var i = 0; i < Commands; i += CommandsOfASpan)
        {
            var session = new ProfilingSession();
            Complete();
            foreach (var command in Take(session))
                read += command.Db + 1;
        }

        return read;
    }

    /// <summary>The same with a span and a measurement of each, as one would write them.</summary>
    public void ByHand()
    {
        for (var i = 0; i < Commands; i += CommandsOfASpan)
        {
            var session = new ProfilingSession();
            Complete();
            foreach (var command in Take(session))
                Record(command);
        }
    }

    /// <summary>Ours: each span's commands become telemetry at its end.</summary>
    public void Observed()
    {
        for (var i = 0; i < Commands; i += CommandsOfASpan)
        {
            for (var j = 0; j < CommandsOfASpan; j++)
                Begin();
            _collector.ParentEnded(_span);
        }

        // What belongs to no recorded span waits for the tick.
        _collector.Drain();
    }

    public void Dispose()
    {
        _span.Stop();
        _collector.Dispose();
        _services.Dispose();
    }

    private void Begin()
    {
        if (_collector.Session() is not null)
            _completed.Add(_command);
    }

    private void Complete()
    {
        for (var j = 0; j < CommandsOfASpan; j++)
            _completed.Add(_command);
    }

    private IEnumerable<IProfiledCommand> Take(ProfilingSession session)
    {
        // What FinishProfiling returns is enumerated where it stands, too.
        var count = _completed.Count;
        _completed.Clear();
        return count == 0 ? [] : Enumerable.Repeat(_command, count);
    }

    private void Record(IProfiledCommand command)
    {
        if (_span.Recorded && s_source.StartActivity(command.Command, ActivityKind.Client, _span.Context, tags: null, links: null, command.CommandCreated) is { } span)
        {
            var server = (System.Net.DnsEndPoint)command.EndPoint;
            span.SetTag("db.system.name", "redis");
            span.SetTag("db.operation.name", command.Command);
            span.SetTag("db.namespace", "0");
            span.SetTag("server.address", server.Host);
            span.SetTag("server.port", server.Port);
            span.SetEndTime(span.StartTimeUtc + command.ElapsedTime);
            span.Stop();
        }

        s_duration.Record(command.ElapsedTime.TotalSeconds, new KeyValuePair<string, object?>("command", command.Command));
    }

    private sealed class Timerless : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
