using System.Diagnostics;
using Npgsql;
using Takumi.Observability.Npgsql.Tests.Fixtures;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests;

/// <summary>What opening and losing connections leaves behind.</summary>
public sealed class ConnectionTests(SharedServer<PostgresServer> postgres)
{
    private static readonly CancellationToken s_cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_physical_connection_is_a_span_and_no_query()
    {
        await using var service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation));

        var trace = await ObservedService.TraceAsync(() => ExecuteAsync(service.DataSource, "SELECT * FROM users"));

        var database = new NpgsqlConnectionStringBuilder(service.ConnectionString).Database;
        ObservedService.Render(service.Spans(trace)).ShouldBe($"""
            CONNECT {database} (client)
            SELECT users (client)
              - db.collection.name: users
              - db.operation.name: SELECT
              @ received-first-response

            """);
        service.Measurements(trace).ShouldBe(["db.query.duration … {operation=SELECT, table=users}"]);
    }

    [Fact]
    public async Task Of_several_hosts_the_one_that_answers_is_named_and_the_other_is_an_error()
    {
        var server = await postgres.GetAsync(s_cancellation);
        var port = new NpgsqlConnectionStringBuilder(server.ConnectionString()).Port;
        await using var service = await ObservedService.StartAsync(server, settings: $"Host=127.0.0.1:1,127.0.0.1:{port}");

        var trace = await ObservedService.TraceAsync(() => ExecuteAsync(service.DataSource, "SELECT * FROM users"));

        var database = new NpgsqlConnectionStringBuilder(service.ConnectionString).Database;
        service.Spans(trace).Select(span => $"{span.DisplayName} {span.Status} {span.GetTagItem("server.port")} {span.GetTagItem("db.client.connection.pool.name")}").ShouldBe(
        [
            $"CONNECT {database} Error  {database}@127.0.0.1:1",
            $"CONNECT {database} Unset {port} {database}@127.0.0.1:{port}",
            $"SELECT users Unset {port} {database}@127.0.0.1:{port}",
        ]);
        service.Measurements(trace).ShouldBe(["db.errors 1 {type=other}", "db.query.duration … {operation=SELECT, table=users}"]);
    }

    [Fact]
    public async Task Multiplexed_commands_are_named_and_measured_and_their_failures_marked()
    {
        await using var service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation), settings: "Multiplexing=true");

        var trace = await ObservedService.TraceAsync(async () =>
        {
            await ExecuteAsync(service.DataSource, "SELECT * FROM users");
            await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(service.DataSource, "SELECT 1/0 FROM users"));
        });

        // Npgsql opens connections as it sees fit: not of interest here.
        var commands = service.Spans(trace).Where(span => !span.OperationName.StartsWith("CONNECT", StringComparison.Ordinal));
        commands.Select(span => $"{span.DisplayName} {span.Status} {span.StatusDescription}").ShouldBe(["SELECT users Unset ", "SELECT users Error 22012"]);
        service.Measurements(trace).ShouldBe(
            ["db.query.duration … {operation=SELECT, table=users}", "db.errors 1 {type=other}", "db.query.duration … {operation=SELECT, table=users}"]);
    }

    [Fact]
    public async Task An_exhausted_pool_is_a_connection_that_did_not_come_in_time()
    {
        await using var service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation), settings: "Maximum Pool Size=1;Timeout=5");
        await using var held = await service.DataSource.OpenConnectionAsync(s_cancellation);

        var trace = await ObservedService.TraceAsync(async () =>
            (await Should.ThrowAsync<NpgsqlException>(async () => await service.DataSource.OpenConnectionAsync(s_cancellation))).Message.ShouldContain("exhausted"));

        service.Spans(trace).ShouldBeEmpty();
        service.Measurements(trace).ShouldBe(["db.errors 1 {type=connection_timeout}"]);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_a_connection_that_did_not_come_in_time()
    {
        using var deaf = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        deaf.Start();
        await using var service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation));
        var port = ((System.Net.IPEndPoint)deaf.LocalEndpoint).Port;
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username=shop;Database=deaf;Timeout=1");

        var trace = await ObservedService.TraceAsync(() => Should.ThrowAsync<NpgsqlException>(async () => await source.OpenConnectionAsync(s_cancellation)));

        var span = service.Spans(trace).ShouldHaveSingleItem();
        (span.DisplayName, span.Status).ShouldBe(("CONNECT deaf", ActivityStatusCode.Error));
        span.GetTagItem("db.client.connection.pool.name").ShouldBe($"deaf@127.0.0.1:{port}");
        service.Measurements(trace).ShouldBe(["db.errors 1 {type=connection_timeout}"]);
    }

    [Fact]
    public async Task A_server_killed_in_the_middle_of_a_query_is_an_error_and_its_return_is_none()
    {
        await using var server = await PostgresServer.StartAsync(s_cancellation);
        await using var service = await ObservedService.StartAsync(server);

        var (spans, measurements) = await service.ObserveAsync(async connection =>
        {
            await using var command = new NpgsqlCommand("SELECT pg_sleep(600) FROM users", connection);
            var running = command.ExecuteNonQueryAsync(s_cancellation);
            await Poll.UntilAsync(async token => await server.ExecuteAsync("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'", cancellationToken: token) == "1", () => "the query to run", s_cancellation);
            await server.KillAsync();
            await Should.ThrowAsync<NpgsqlException>(() => running);
        });

        spans.ShouldStartWith("SELECT users (client) ERROR: ");
        measurements.ShouldBe(["db.errors 1 {type=other}", "db.query.duration … {operation=SELECT, table=users}"]);

        await server.RestartAsync(s_cancellation);
        var trace = await ObservedService.TraceAsync(() => ExecuteAsync(service.DataSource, "SELECT * FROM users"));
        service.Measurements(trace).ShouldBe(["db.query.duration … {operation=SELECT, table=users}"]);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(s_cancellation);
    }
}
