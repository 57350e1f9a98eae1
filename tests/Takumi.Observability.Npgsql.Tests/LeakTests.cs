using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Logs;
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
    private const string Withheld = "(the message can hold data and is left out)";

    private static readonly CancellationToken s_cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_a_command_or_a_connection_string_holds_gets_out()
    {
        using var logs = new LogTexts();
        await using var service = await ObservedService.StartAsync(
            await postgres.GetAsync(s_cancellation),
            settings: $"Password={Password};SSL Password={KeyPassword};Maximum Pool Size=3;Include Error Detail=true",
            configure: builder => builder.WithLogging(logging => logging.AddProcessor(logs)));

        var trace = await ObservedService.TraceAsync(async () =>
        {
            await RunAsync(service);
            await ClimbAsync(service);
        });

        string[] told = [.. Told(service, trace), .. logs.All];
        told.Length.ShouldBeGreaterThan(20);
        logs.All.Count(text => text.StartsWith("It went wrong: ", StringComparison.Ordinal)).ShouldBe(6);
        told.ShouldContain($"workflow.failing Error 22P02: {Withheld}");
        told.ShouldContain($"workflow.failing Error One or more errors occurred. (22P02: {Withheld})");
        told.ShouldContain("workflow.failing Error 23505: duplicate key value violates unique constraint \"users_name\"");
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

    /// <summary>Exceptions that go on into spans and logs of the application, as they are and within others.</summary>
    private static async Task ClimbAsync(ObservedService service)
    {
        await using var connection = await service.DataSource.OpenConnectionAsync(s_cancellation);
        await TryAsync(new NpgsqlCommand("CREATE UNIQUE INDEX users_name ON users (name)", connection));
        await TryAsync(new NpgsqlCommand($"INSERT INTO users VALUES (400, '{Literal}')", connection));
        foreach (var sql in (string[])[$"SELECT '{Literal}'::int", $"INSERT INTO users VALUES (401, '{Literal}')"])
        {
            await FailAsync(() => ExecuteAsync(connection, sql));
            await FailAsync(() => Task.FromException(new InvalidOperationException("It failed.", Caught(connection, sql))));
            await FailAsync(() => Task.FromException(new AggregateException(Caught(connection, sql))));
        }

        async Task FailAsync(Func<Task> work)
        {
            var failure = await Should.ThrowAsync<Exception>(() => TakumiTelemetry.TraceWorkflow("failing", _ => work()));
            service.Services.GetRequiredService<ILogger<LeakTests>>().LogError(failure, "It went wrong: {Failure}", failure);
        }

        static Exception Caught(NpgsqlConnection connection, string sql) => Should.Throw<PostgresException>(() => new NpgsqlCommand(sql, connection).ExecuteNonQuery());
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(s_cancellation);
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
            $"{span.DisplayName} {span.Status} {span.StatusDescription}",
            .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
            .. span.Events.SelectMany(one => one.Tags).Select(tag => $"{tag.Key}={tag.Value}"),
        ]),
        .. service.Measurements(trace),
        .. service.Logs.Logs.Where(log => log.Category != typeof(LeakTests).FullName).Select(log => log.Message + log.Exception),
    ];
}
