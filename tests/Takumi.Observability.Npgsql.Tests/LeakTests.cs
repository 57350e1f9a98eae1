using System.Diagnostics;
using Npgsql;
using Takumi.Observability.Npgsql.Tests.Fixtures;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests;

/// <summary>Secrets are put everywhere a command can carry one, and looked for in everything that would leave the process.</summary>
public sealed class LeakTests(SharedServer<PostgresServer> postgres)
{
    private const string Literal = "s3cret-literal";
    private const string Parameter = "s3cret-parameter";
    private const string Comment = "s3cret-comment";
    private const string Password = "s3cret-password";
    private const string KeyPassword = "s3cret-key-password";

    private static readonly CancellationToken s_cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_a_command_or_a_connection_string_holds_gets_out()
    {
        await using var service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation), settings: $"Password={Password};SSL Password={KeyPassword};Maximum Pool Size=3");

        var trace = await ObservedService.TraceAsync(() => RunAsync(service));

        var told = Told(service, trace);
        told.Count.ShouldBeGreaterThan(20);
        told.ShouldAllBe(text => !text.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_text_of_a_command_is_without_its_literals_when_it_is_asked_for()
    {
        await using var service = await ObservedService.StartAsync(
            await postgres.GetAsync(s_cancellation), source => source.UseTakumiObservability(options => options.QueryText = QueryTextCapture.WithoutLiterals), settings: $"Password={Password}");

        var trace = await ObservedService.TraceAsync(() => RunAsync(service));

        var told = Told(service, trace);
        told.ShouldContain("db.query.text=SELECT * FROM users WHERE name = ? AND id > ?");
        told.ShouldContain("db.query.text=SELECT * FROM users WHERE name = $1");
        told.ShouldAllBe(text => !text.Contains("s3cret", StringComparison.Ordinal));
    }

    private static async Task RunAsync(ObservedService service)
    {
        await using var connection = await service.DataSource.OpenConnectionAsync(s_cancellation);
        await TryAsync(new NpgsqlCommand($"SELECT * FROM users WHERE name = '{Literal}' AND id > 4711 /* {Comment} */", connection));
        await TryAsync(new NpgsqlCommand("SELECT * FROM users WHERE name = $1", connection) { Parameters = { new() { Value = Parameter } } });
        await TryAsync(new NpgsqlCommand($"SELECT '{Literal}'::int", connection));
        await TryAsync(new NpgsqlCommand("SELECT $1::text::int", connection) { Parameters = { new() { Value = Parameter } } });
        await TryAsync(new NpgsqlCommand($"SELECT * FROM users '{Literal}'", connection));
        await TryAsync(new NpgsqlCommand($"DO $$ BEGIN RAISE EXCEPTION '{Literal}'; END $$", connection));
        await TryAsync(new NpgsqlCommand($"INSERT INTO users VALUES (1, '{Literal}')", connection));
        await TryAsync(new NpgsqlCommand($"INSERT INTO users VALUES (300, '{Literal}', -1)", connection));

        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new($"SELECT '{Literal}'"), new($"SELECT '{Literal}'::int") } };
        await using (var reader = await batch.ExecuteReaderAsync(s_cancellation))
            await Should.ThrowAsync<PostgresException>(() => reader.NextResultAsync(s_cancellation));

        await Should.ThrowAsync<PostgresException>(() => connection.BeginTextImportAsync($"COPY users FROM STDIN (DELIMITER '{Literal}')", s_cancellation));
        await using var absent = NpgsqlDataSource.Create($"Host=127.0.0.1;Port=1;Username=shop;Password={Password};SSL Password={KeyPassword}");
        await Should.ThrowAsync<NpgsqlException>(async () => await absent.OpenConnectionAsync(s_cancellation));
    }

    private static async Task TryAsync(NpgsqlCommand command)
    {
        await using (command)
        {
            try
            {
                await command.ExecuteNonQueryAsync(s_cancellation);
            }
            catch (PostgresException)
            {
                // Most of them are meant to fail: what is told of that is the question.
            }
        }
    }

    private static List<string> Told(ObservedService service, ActivityTraceId trace) =>
    [
        .. service.Spans(trace).SelectMany(span => (IEnumerable<string>)
        [
            span.DisplayName,
            span.StatusDescription ?? "",
            .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
            .. span.Events.SelectMany(one => one.Tags).Select(tag => $"{tag.Key}={tag.Value}"),
        ]),
        .. service.Measurements(trace),
        .. service.Logs.Logs.Select(log => log.Message + log.Exception),
    ];
}
