using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Takumi.Observability.Benchmarks.Postgres;

/// <summary>SELECT 1 on an open connection, with somebody listening. Listeners are the process's: one way at a time.</summary>
internal sealed class SelectOne : IDisposable
{
    private readonly IDisposable[] _listeners;

    private SelectOne(params IDisposable[] listeners)
    {
        _listeners = listeners;
        (LastSpan, Measurements) = (null, 0);
    }

    /// <summary>The last span that ended, as the listener saw it.</summary>
    public static Activity? LastSpan { get; private set; }

    /// <summary>How many measurements of the catalogue the listener saw.</summary>
    public static long Measurements { get; private set; }

    /// <summary>Npgsql's own source is listened to, every command is recorded; nothing else.</summary>
    public static SelectOne ListenedTo() => new(Spans());

    /// <summary>The same, described and measured by us, and somebody listens to what is measured.</summary>
    public static SelectOne Observed()
    {
        var observation = NpgsqlObservation.Begin(QueryTextCapture.Off);
        return new(observation, Spans(), Measured());
    }

    /// <summary>The whole host: OpenTelemetry's SDK samples every command, our redaction reads its span, its metrics aggregate.</summary>
    public static SelectOne Hosted()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddTakumiObservability(options => options.SampleRatio = 1).AddNpgsql();
        var provider = services.BuildServiceProvider();
        provider.GetRequiredService<TracerProvider>();
        provider.GetRequiredService<MeterProvider>();
        return new(provider);
    }

    public static async Task RunAsync(NpgsqlConnection connection, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync();
        }
    }

    public void Dispose()
    {
        foreach (var listener in _listeners)
            listener.Dispose();
    }

    private static ActivityListener Spans()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Npgsql",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = static span => LastSpan = span,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Measured()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == TakumiTelemetry.MeterName && !instrument.IsObservable)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => Measurements++);
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => Measurements++);
        listener.Start();
        return listener;
    }
}
