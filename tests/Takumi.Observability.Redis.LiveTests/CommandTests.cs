using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Redis.LiveTests;

/// <summary>Commands of the real client to a real server, seen by an exporter.</summary>
public sealed class CommandTests(SharedServer<RedisServer> shared) : IClassFixture<SharedServer<RedisServer>>
{
    private const string Secret = "hunter2-d41d8cd9";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_commands_span_is_exact_and_holds_neither_key_nor_value()
    {
        var server = await shared.GetAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(server);
        var database = host.Multiplexer.GetDatabase(3);
        ActivityTraceId trace;
        Activity.Current = null;
        using (var step = TakumiTelemetry.StartOperation("save"))
        {
            trace = step.Activity!.TraceId;
            await database.StringSetAsync("key-" + Secret, Secret);
            (await database.StringGetAsync("key-" + Secret)).ToString().ShouldBe(Secret);
        }

        SpanTree.Render(host.Of(trace), "server.port").ShouldBe(
            """
            save (internal)
              SET (client)
                - db.namespace: 3
                - db.operation.name: SET
                - db.system.name: redis
                - server.address: 127.0.0.1
                - server.port: …
              GET (client)
                - db.namespace: 3
                - db.operation.name: GET
                - db.system.name: redis
                - server.address: 127.0.0.1
                - server.port: …

            """);
        host.Of(trace).Select(span => span.DisplayName).Last().ShouldBe("save");
        host.Of(trace).Where(span => span.DisplayName != "save").ShouldAllBe(span => Equals(span.GetTagItem("server.port"), server.Port));
        host.Of(trace).SelectMany(span => span.TagObjects).ShouldAllBe(tag => !$"{tag.Value}".Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_span_lies_within_its_callers()
    {
        await using var host = await LiveHost.StartAsync(await shared.GetAsync(Cancellation));
        Activity parent;
        Activity.Current = null;
        using (var step = TakumiTelemetry.StartOperation("load"))
        {
            parent = step.Activity!;
            await host.Database.StringGetAsync("a");
        }

        // The client's start is its own reading of the clock, and its duration another's: they may differ by the clock's resolution.
        var span = host.Of(parent.TraceId).Where(span => span.DisplayName == "GET").ShouldHaveSingleItem();
        span.StartTimeUtc.ShouldBeGreaterThanOrEqualTo(parent.StartTimeUtc.AddMilliseconds(-20));
        (span.StartTimeUtc + span.Duration).ShouldBeLessThanOrEqualTo(parent.StartTimeUtc + parent.Duration + TimeSpan.FromMilliseconds(20));
        span.Duration.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_nobody_waits_for_leaves_a_span_a_transaction_one_and_a_batch_none()
    {
        await using var host = await LiveHost.StartAsync(await shared.GetAsync(Cancellation));
        var database = host.Database;
        Activity.Current = null;
        using var step = TakumiTelemetry.StartOperation("many");
        var trace = step.Activity!.TraceId;
        database.HashSet("h", "f", 1, flags: CommandFlags.FireAndForget);
        var batch = database.CreateBatch();
        var deleted = batch.KeyDeleteAsync("a");
        batch.Execute();
        await deleted;
        var transaction = database.CreateTransaction();
        _ = transaction.StringSetAsync("a", 1);
        _ = transaction.StringIncrementAsync("a");
        (await transaction.ExecuteAsync()).ShouldBeTrue();
        await database.ListLengthAsync("l");

        // One connection answers in turn: what comes after the last answer comes from the client's own threads.
        await Poll.UntilAsync(() => Names(host, trace).Count >= 3, () => $"three spans; there are {string.Join(", ", Names(host, trace))}", Cancellation);
        host.Services.GetRequiredService<TracerProvider>().ForceFlush();
        Names(host, trace).ShouldBe(["HSET", "EXEC", "LLEN"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_hundred_thousand_commands_of_one_span_are_a_hundred_thousand_spans()
    {
        await using var host = await LiveHost.StartAsync(await shared.GetAsync(Cancellation));
        var database = host.Database;
        Activity.Current = null;
        using var step = TakumiTelemetry.StartOperation("import");
        for (var i = 0; i < 100; i++)
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => database.StringGetAsync("a")));
        host.Services.GetRequiredService<TracerProvider>().ForceFlush();

        host.Of(step.Activity!.TraceId).Count.ShouldBe(100_000);
    }

    [Fact]
    public async Task Every_command_is_measured_sampled_or_not_and_none_when_mute()
    {
        await using var host = await LiveHost.StartAsync(await shared.GetAsync(Cancellation));
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        Activity.Current = null;
        using (var request = new Activity("not recorded").Start())
            await host.Database.ExecuteAsync("OBJECT", "HELP");
        using (TakumiTelemetry.Mute())
            await host.Database.ExecuteAsync("LOLWUT");
        host.Services.GetRequiredService<TracerProvider>().ForceFlush();

        measurements.Of("redis.command.duration", ("command", "OBJECT")).ShouldHaveSingleItem().Value.ShouldBeGreaterThan(0);
        measurements.Of("redis.command.duration", ("command", "LOLWUT")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_applications_own_profiler_gets_its_commands_and_can_hand_them_on()
    {
        var own = new ProfilingSession();
        await using var host = await LiveHost.StartAsync(await shared.GetAsync(Cancellation), redis => redis.Profiler = () => own);
        Activity.Current = null;
        using var step = TakumiTelemetry.StartOperation("load");
        await host.Database.StringGetAsync("a");
        var commands = own.FinishProfiling();
        commands.Select(command => command.Command).ShouldBe(["GET"]);
        Names(host, step.Activity!.TraceId).ShouldBeEmpty();
        commands.RecordTelemetry();

        Names(host, step.Activity.TraceId).ShouldBe(["GET"]);
    }

    [Fact]
    public async Task A_multiplexer_made_by_hand_is_observed_by_its_own_line()
    {
        var server = await shared.GetAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(server);
        await using var redis = (await ConnectionMultiplexer.ConnectAsync(LiveHost.Configuration(server))).UseTakumiObservability(host.Services);
        Activity.Current = null;
        ActivityTraceId trace;
        using (var step = TakumiTelemetry.StartOperation("load"))
        {
            trace = step.Activity!.TraceId;
            await redis.GetDatabase().StringGetAsync("a");
        }

        Names(host, trace).ShouldBe(["GET", "load"]);
    }

    private static IReadOnlyList<string> Names(LiveHost host, ActivityTraceId trace) => [.. host.Of(trace).Select(span => span.DisplayName)];
}
