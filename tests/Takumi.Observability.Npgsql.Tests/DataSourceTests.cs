using Npgsql;
using Takumi.Observability.Npgsql.Tests.Fixtures;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests;

/// <summary>A data source that observes itself, with and without a host.</summary>
public sealed class DataSourceTests(SharedServer<PostgresServer> postgres)
{
    private static readonly CancellationToken s_cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_data_source_made_by_hand_describes_its_spans_to_whoever_listened_before_it_was_there()
    {
        using var recorder = new ActivityRecorder("Npgsql");
        using var measurements = new MeasurementLog(TakumiTelemetry.MeterName);
        var builder = new NpgsqlSlimDataSourceBuilder(await (await postgres.GetAsync(s_cancellation)).CreateDatabaseAsync(s_cancellation));
        await using var source = builder.UseTakumiObservability().Build();

        var trace = await ObservedService.TraceAsync(() => ExecuteAsync(source, "SELECT 'x' FROM pg_class"));

        ObservedService.Render(recorder.Trace(trace).Where(span => !span.OperationName.StartsWith("CONNECT", StringComparison.Ordinal))).ShouldBe("""
            SELECT pg_class (client)
              - db.collection.name: pg_class
              - db.operation.name: SELECT
              @ received-first-response

            """);
        measurements.Of(trace).ShouldBe(["db.query.duration … {operation=SELECT, table=pg_class}"]);
    }

    [Fact]
    public async Task Beside_a_host_it_is_still_measured_once()
    {
        await using var service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation), source => source.UseTakumiObservability());
        await using var second = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation));

        var (spans, measurements) = await service.ObserveAsync(async connection =>
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("SELECT * FROM users"), new("SELECT 1/0") } };
            await using var reader = await batch.ExecuteReaderAsync(s_cancellation);
            await Should.ThrowAsync<PostgresException>(() => reader.NextResultAsync(s_cancellation));
        });

        spans.ShouldStartWith("BATCH SELECT (client) ERROR: 22012\n");
        measurements.ShouldBe(["db.errors 1 {type=other}", "db.query.duration … {operation=BATCH SELECT, table=none}"]);
    }

    [Fact]
    public async Task A_name_that_the_application_gives_its_spans_stays()
    {
        await using var service = await ObservedService.StartAsync(
            await postgres.GetAsync(s_cancellation), source => source.ConfigureTracing(tracing => tracing.ConfigureCommandSpanNameProvider(_ => "my own")));

        var (spans, _) = await service.ObserveAsync(async connection =>
        {
            await using var command = new NpgsqlCommand("SELECT * FROM users", connection);
            await command.ExecuteNonQueryAsync(s_cancellation);
        });

        spans.ShouldStartWith("my own (client)\n  - db.collection.name: users\n  - db.operation.name: SELECT\n");
    }

    [Fact]
    public async Task Muted_work_of_a_sampler_that_asks_no_parent_is_not_recorded()
    {
        using var recorder = new ActivityRecorder("Npgsql");
        await using var service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation));
        await using var connection = await service.DataSource.OpenConnectionAsync(s_cancellation);

        var trace = await ObservedService.TraceAsync(async () =>
        {
            using var mute = TakumiTelemetry.Mute();
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteNonQueryAsync(s_cancellation);
        });

        recorder.Trace(trace).Where(span => span.Source.Name == "Npgsql").ShouldAllBe(span => !span.Recorded && !span.IsAllDataRequested);
        service.Spans(trace).ShouldBeEmpty();
    }

    [Fact]
    public void Options_that_can_not_be_used_are_refused_where_they_are_given() =>
        Should.Throw<ArgumentException>(() => new NpgsqlDataSourceBuilder("Host=x").UseTakumiObservability(options => options.QueryText = (QueryTextCapture)7))
            .Message.ShouldStartWith("NpgsqlObservabilityOptions:QueryText is '7'; allowed: Off, WithoutLiterals.");

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(s_cancellation);
    }
}
