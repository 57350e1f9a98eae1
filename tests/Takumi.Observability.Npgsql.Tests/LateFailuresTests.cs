using System.Diagnostics;
using Npgsql;
using Takumi.Observability.Npgsql.Tests.Fixtures;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests;

/// <summary>Failures that come after the first result: each on the span of its own command, whatever else goes on and whatever threads the flow has had.</summary>
public sealed class LateFailuresTests(SharedServer<PostgresServer> postgres) : IAsyncLifetime
{
    private const int Flows = 10;

    private static readonly CancellationToken s_cancellation = TestContext.Current.CancellationToken;

    private ObservedService _service = null!;

    // The server sends a batch's first result with what comes after it: one that is busy and answers a cancellation late is waited for, or there would be no first result.
    public async ValueTask InitializeAsync() => _service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation), settings: "Cancellation Timeout=600000");

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public Task Flows_without_a_span_keep_their_failures_apart()
    {
        Activity.Current = null;
        return SideBySideAsync();
    }

    [Fact]
    public Task Flows_beneath_one_span_keep_their_failures_apart() => ObservedService.TraceAsync(SideBySideAsync);

    [Fact]
    public async Task A_caller_that_never_saw_the_failure_finds_it_if_nothing_else_was_open()
    {
        (await MarkedAsync(SwallowAsync)).ShouldBe(["BATCH Error 22012"]);
        (await MarkedAsync(async reader =>
        {
            await using var beside = await _service.DataSource.OpenConnectionAsync(s_cancellation);
            await using var command = new NpgsqlCommand("SELECT * FROM users", beside);
            await using var other = await command.ExecuteReaderAsync(s_cancellation);
            await SwallowAsync(reader);
        })).ShouldBe(["BATCH Unset ", "BATCH Unset "], "better on none than on the wrong one");
    }

    [Fact]
    public async Task A_command_that_runs_elsewhere_without_a_span_takes_no_failure_from_one_that_has_one()
    {
        Activity.Current = null;
        await using var elsewhere = await _service.DataSource.OpenConnectionAsync(s_cancellation);
        await using var command = new NpgsqlCommand("SELECT * FROM users", elsewhere);
        await using var open = await command.ExecuteReaderAsync(s_cancellation);

        (await MarkedAsync(SwallowAsync)).ShouldBe(["BATCH Error 22012"]);
    }

    [Fact]
    public async Task A_failure_that_the_application_wraps_is_found_by_whoever_closes_the_reader()
    {
        var spans = await MarkedAsync(async reader =>
        {
            await Should.ThrowAsync<InvalidOperationException>(() => WrapAsync(reader));
            await Task.Yield();
        });

        spans.ShouldBe(["BATCH Error 22012"]);

        static async Task WrapAsync(NpgsqlDataReader reader)
        {
            try
            {
                await Task.Run(() => reader.NextResult());
            }
            catch (PostgresException failure)
            {
                throw new InvalidOperationException("The second result is missing.", failure);
            }
        }
    }

    [Fact]
    public async Task A_failure_that_was_waited_for_with_a_blocked_thread_is_found()
    {
        var spans = await MarkedAsync(reader =>
        {
            Should.Throw<AggregateException>(() => reader.NextResultAsync(s_cancellation).Wait(s_cancellation));
            return Task.CompletedTask;
        });

        spans.ShouldBe(["BATCH Error 22012"]);
    }

    [Fact]
    public async Task A_read_that_takes_too_long_marks_its_span_and_is_counted_once()
    {
        var (spans, measurements) = await _service.ObserveAsync(async connection =>
        {
            await using var batch = new NpgsqlBatch(connection) { Timeout = 5, BatchCommands = { new("SELECT * FROM users"), new("SELECT pg_sleep(60)") } };
            await using var reader = await batch.ExecuteReaderAsync(s_cancellation);
            await Should.ThrowAsync<NpgsqlException>(() => reader.NextResultAsync(s_cancellation));
        });

        spans.ShouldStartWith("BATCH SELECT (client) ERROR: Timeout during reading attempt\n");
        measurements.ShouldBe(["db.errors 1 {type=other}", "db.query.duration … {operation=BATCH SELECT, table=none}"]);
    }

    private static async Task SwallowAsync(NpgsqlDataReader reader)
    {
        try
        {
            await reader.NextResultAsync(s_cancellation);
        }
        catch (PostgresException)
        {
            // And says nothing.
        }
    }

    /// <summary>Every second flow fails, and closes its reader after all the others, on another thread than it failed on.</summary>
    private async Task SideBySideAsync()
    {
        var othersAreDone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var failing = new List<Task<ActivityStatusCode>>();
        var others = new List<Task<ActivityStatusCode>>();
        using var allHaveRead = new Barrier(Flows);
        for (var flow = 0; flow < Flows; flow += 2)
        {
            failing.Add(StartAsync("SELECT 1/0", allHaveRead, othersAreDone.Task));
            others.Add(StartAsync("SELECT 1", allHaveRead, Task.CompletedTask));
        }

        (await Task.WhenAll(others)).ShouldAllBe(status => status == ActivityStatusCode.Unset);
        othersAreDone.SetResult();
        (await Task.WhenAll(failing)).ShouldAllBe(status => status == ActivityStatusCode.Error);
    }

    // A thread of its own: each of them waits for all the others.
    private Task<ActivityStatusCode> StartAsync(string second, Barrier allHaveRead, Task turn) =>
        Task.Factory.StartNew(() => RunAsync(second, allHaveRead, turn), s_cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    private async Task<ActivityStatusCode> RunAsync(string second, Barrier allHaveRead, Task turn)
    {
        await using var connection = new NpgsqlConnection(_service.ConnectionString + ";Pooling=false");
        connection.Open();
        await using (var batch = new NpgsqlBatch(connection) { BatchCommands = { new("SELECT * FROM users"), new(second) } })
        await using (var reader = batch.ExecuteReader())
        {
            try
            {
                reader.NextResult();
            }
            catch (PostgresException)
            {
                // Its span is still open: that is the question.
            }

            allHaveRead.SignalAndWait(s_cancellation);
            await turn;
        }

        return _service.Spans(connection).Single(span => span.OperationName == "postgresql").Status;
    }

    private async Task<IEnumerable<string>> MarkedAsync(Func<NpgsqlDataReader, Task> read)
    {
        await using var connection = await _service.DataSource.OpenConnectionAsync(s_cancellation);
        var trace = await ObservedService.TraceAsync(async () =>
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("SELECT * FROM users"), new("SELECT 1/0") } };
            await using var reader = await batch.ExecuteReaderAsync(s_cancellation);
            await read(reader);
        });
        return _service.Spans(trace).Where(span => !span.OperationName.StartsWith("CONNECT", StringComparison.Ordinal)).Select(span => $"{span.OperationName switch { "postgresql" => "BATCH", var other => other }} {span.Status} {span.StatusDescription}");
    }
}
