using Npgsql;
using Takumi.Observability.Npgsql.Tests.Fixtures;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests;

/// <summary>The gauges of every pool, whoever made its data source, for as long as it lives.</summary>
public sealed class PoolGaugeTests(SharedServer<PostgresServer> postgres)
{
    private static readonly CancellationToken s_cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pool_shows_who_works_who_is_free_and_who_waits()
    {
        await using var service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation), settings: "Maximum Pool Size=2");
        var pool = PoolOf(service.ConnectionString);
        await using var first = await service.DataSource.OpenConnectionAsync(s_cancellation);
        var second = await service.DataSource.OpenConnectionAsync(s_cancellation);
        await ShowsAsync(pool, (2, 0, 0));

        var third = service.DataSource.OpenConnectionAsync(s_cancellation);
        await ShowsAsync(pool, (2, 0, 1));

        await second.DisposeAsync();
        await (await third).DisposeAsync();
        await ShowsAsync(pool, (1, 1, 0));
    }

    [Fact]
    public async Task Connections_without_a_data_source_have_a_pool_too()
    {
        var server = await postgres.GetAsync(s_cancellation);
        await using var service = await ObservedService.StartAsync(server);
        var connectionString = await server.CreateDatabaseAsync(s_cancellation);

        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(s_cancellation);

        await ShowsAsync(PoolOf(connectionString), (1, 0, 0));
    }

    [Fact]
    public async Task A_data_source_takes_its_series_with_it()
    {
        var server = await postgres.GetAsync(s_cancellation);
        await using var service = await ObservedService.StartAsync(server);
        var builder = new NpgsqlDataSourceBuilder(await server.CreateDatabaseAsync(s_cancellation)) { Name = "short-lived" };
        var source = builder.Build();
        await using (await source.OpenConnectionAsync(s_cancellation))
            await ShowsAsync("short-lived", (1, 0, 0));

        await source.DisposeAsync();

        await Poll.UntilAsync(() => Read("short-lived").Count == 0, () => "the series to end", s_cancellation);
    }

    [Fact]
    public async Task Data_sources_of_one_database_add_up()
    {
        var server = await postgres.GetAsync(s_cancellation);
        await using var service = await ObservedService.StartAsync(server);
        await using var other = NpgsqlDataSource.Create(service.ConnectionString + ";Application Name=other");
        await using var first = await service.DataSource.OpenConnectionAsync(s_cancellation);
        await using var second = await other.OpenConnectionAsync(s_cancellation);

        await ShowsAsync(PoolOf(service.ConnectionString), (2, 0, 0));
    }

    private static string PoolOf(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return $"{settings.Database}@{settings.Host}:{settings.Port}";
    }

    private static Task ShowsAsync(string pool, (double Active, double Idle, double Waiting) expected)
    {
        Dictionary<string, double> last = [];
        return Poll.UntilAsync(
            () => (last = Read(pool)).Count == 3 && (last["db.connections.active"], last["db.connections.idle"], last["db.connections.waiting"]) == expected,
            () => $"{expected}, not {string.Join(", ", last)}",
            s_cancellation);
    }

    private static Dictionary<string, double> Read(string pool)
    {
        using var recorder = new MeasurementRecorder(TakumiTelemetry.MeterName);
        recorder.Observe();
        recorder.Of("db.active_connections").ShouldHaveSingleItem().Tags.ShouldBeEmpty();
        return recorder.Measurements.Where(one => one.Tags.TryGetValue("pool", out var label) && Equals(label, pool)).ToDictionary(one => one.Instrument, one => one.Value);
    }
}
