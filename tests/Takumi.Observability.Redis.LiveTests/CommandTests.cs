using System.Diagnostics;
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
        await Poll.UntilAsync(() => host.Names(trace).Count >= 3, () => $"three spans; there are {string.Join(", ", host.Names(trace))}", Cancellation);
        host.Flush();
        host.Names(trace).ShouldBe(["HSET", "EXEC", "LLEN"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_transaction_is_what_the_client_ends_it_with()
    {
        await using var host = await LiveHost.StartAsync(await shared.GetAsync(Cancellation));
        var database = host.Database;
        await database.StringSetAsync("there", 1);
        var trace = await LiveHost.TraceAsync(async () =>
        {
            (await IncrementAsync(Condition.KeyExists("there"))).ShouldBeTrue();
            (await IncrementAsync(Condition.KeyNotExists("there"))).ShouldBeFalse();
            (await database.CreateTransaction().ExecuteAsync()).ShouldBeTrue();
        });

        // The second gives up what it watched; the third has nothing to send.
        host.Names(trace).ShouldBe(["EXEC", "UNWATCH", "PING", "step"]);

        Task<bool> IncrementAsync(Condition condition)
        {
            var transaction = database.CreateTransaction();
            transaction.AddCondition(condition);
            _ = transaction.StringIncrementAsync("n");
            return transaction.ExecuteAsync();
        }
    }

    [Fact]
    public async Task A_script_that_the_server_has_forgotten_is_sent_twice()
    {
        var server = await shared.GetAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(server);
        await host.Database.ScriptEvaluateAsync("return 1");
        (await server.SendAsync("SCRIPT FLUSH", Cancellation)).ShouldBe("+OK");
        var trace = await LiveHost.TraceAsync(() => host.Database.ScriptEvaluateAsync("return 1"));

        host.Names(trace).ShouldBe(["EVAL", "EVAL", "step"]);
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
        host.Flush();

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
        host.Names(step.Activity!.TraceId).ShouldBeEmpty();
        commands.RecordTelemetry();

        host.Names(step.Activity.TraceId).ShouldBe(["GET"]);
    }
}
