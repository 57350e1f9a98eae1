using System.Data;
using System.Diagnostics;
using Npgsql;
using Takumi.Observability.Npgsql.Tests.Fixtures;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests;

/// <summary>The trace in the statement.</summary>
public sealed class TraceCommentTests(SharedServer<PostgresServer> postgres)
{
    private static readonly CancellationToken s_cancellation = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT 1", "SELECT 1 /*traceparent='{0}'*/")]
    [InlineData("SELECT 1;\n", "SELECT 1 /*traceparent='{0}'*/;")]
    [InlineData("SELECT 1 /*traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/", "SELECT 1 /*traceparent='{0}'*/")]
    [InlineData("SELECT 1 /*traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/;", "SELECT 1 /*traceparent='{0}'*/")]
    public Task A_sampled_trace_stands_behind_the_statement(string sql, string expected) => ObservedService.TraceAsync(() =>
    {
        using var command = new NpgsqlCommand(sql).WithTraceComment();

        var current = Activity.Current!;
        command.CommandText.ShouldBe(string.Format(null, expected, $"00-{current.TraceId}-{current.SpanId}-01"));
        return Task.CompletedTask;
    });

    [Fact]
    public async Task Nothing_stands_there_when_there_is_nothing_to_find()
    {
        Activity.Current = null;
        await StaysAsync();
        await ObservedService.TraceAsync(() => StaysAsync(), sampled: false);
        await ObservedService.TraceAsync(() => StaysAsync(CommandType.StoredProcedure));
        await ObservedService.TraceAsync(async () =>
        {
            using var mute = TakumiTelemetry.Mute();
            await StaysAsync();
        });

        static Task StaysAsync(CommandType type = CommandType.Text)
        {
            using var command = new NpgsqlCommand("SELECT 1") { CommandType = type };
            command.WithTraceComment().CommandText.ShouldBe("SELECT 1");
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task The_server_sees_it_and_the_span_is_named_as_ever()
    {
        await using var service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation));
        string? seen = null, caller = null;

        var (spans, _) = await service.ObserveAsync(async connection =>
        {
            caller = Activity.Current!.Id;
            await using var command = new NpgsqlCommand("SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()", connection);
            seen = (string?)await command.WithTraceComment().ExecuteScalarAsync(s_cancellation);
        });

        seen.ShouldBe($"SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid() /*traceparent='{caller}'*/");
        spans.ShouldStartWith("SELECT pg_stat_activity (client)\n");
    }

    [Fact]
    public async Task A_prepared_command_stays_prepared()
    {
        await using var service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation));

        await service.ObserveAsync(async connection =>
        {
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.PrepareAsync(s_cancellation);

            command.WithTraceComment().CommandText.ShouldBe("SELECT 1");
            command.IsPrepared.ShouldBeTrue();
        });
    }

    /// <summary>Why it is a call and no option of a data source. Should this fail with a newer Npgsql, look whether it can be one.</summary>
    [Fact]
    public async Task The_hooks_of_Npgsql_come_when_the_statement_is_taken()
    {
        const string Sql = "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()";
        List<string> refused = [];
        await using var service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation), source => source.ConfigureTracing(tracing => tracing
            .ConfigureCommandFilter(command => Change(command))
            .ConfigureCommandSpanNameProvider(command => $"{Change(command)}")
            .ConfigureCommandEnrichmentCallback((_, command) => Change(command))
            .ConfigureBatchFilter(batch => Comment(batch))
            .ConfigureBatchSpanNameProvider(batch => $"{Comment(batch)}")
            .ConfigureBatchEnrichmentCallback((_, batch) => Comment(batch))));

        await service.ObserveAsync(async connection =>
        {
            await using var command = new NpgsqlCommand(Sql, connection);
            (await command.ExecuteScalarAsync(s_cancellation)).ShouldBe(Sql);
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(Sql) } };
            (await batch.ExecuteScalarAsync(s_cancellation)).ShouldBe(Sql);
        });

        refused.ShouldBe(Enumerable.Repeat("An open data reader exists for this command.", 3));

        bool Change(NpgsqlCommand command)
        {
            refused.Add(Should.Throw<InvalidOperationException>(() => command.CommandText += " /* trace */").Message);
            return true;
        }

        static bool Comment(NpgsqlBatch batch)
        {
            batch.BatchCommands[0].CommandText += " /* trace */";
            return true;
        }
    }
}
