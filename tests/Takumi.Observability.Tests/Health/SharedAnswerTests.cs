using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Health;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Tests.Health;

/// <summary>One answer serves all who ask while it is being given, and for a second after.</summary>
public sealed class SharedAnswerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flood_of_probes_on_a_hanging_check_costs_one_run()
    {
        var check = new HeldCheck();
        await using var service = await HealthService.StartAsync(checks => checks.AddCheck("database", check));

        var first = Enumerable.Range(0, 1000).Select(_ => service.AskAsync()).ToList();
        await check.BegunAsync();
        first.ShouldAllBe(answer => !answer.IsCompleted);
        service.Time.Advance(TimeSpan.FromSeconds(5));
        (await Task.WhenAll(first)).ShouldAllBe(answer => answer.StatusCode == 503);

        // It ignores its token: until it comes back the failure stands, and nobody waits.
        for (var second = 0; second < 60; second++)
        {
            service.Time.Advance(TimeSpan.FromSeconds(1));
            (await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => service.AskAsync()))).ShouldAllBe(answer => answer.StatusCode == 503);
        }

        check.Runs.ShouldBe(1);

        check.Release();
        await Poll.UntilAsync(async _ => (await service.AskAsync()).StatusCode == 200, () => "the check's second run", Cancelled);
        check.Runs.ShouldBe(2);
    }

    [Fact]
    public async Task An_answer_is_good_for_a_second()
    {
        var runs = 0;
        await using var service = await HealthService.StartAsync(checks => checks.AddCheck("database", () =>
        {
            Interlocked.Increment(ref runs);
            return HealthCheckResult.Healthy();
        }));

        await service.AskAsync();
        service.Time.Advance(TimeSpan.FromMilliseconds(999));
        await service.AskAsync();
        runs.ShouldBe(1);
        service.Time.Advance(TimeSpan.FromMilliseconds(1));
        await service.AskAsync();
        runs.ShouldBe(2);
    }

    [Fact]
    public async Task Who_asks_while_an_answer_is_being_given_waits_for_that_answer()
    {
        var runs = 0;
        var result = new TaskCompletionSource<HealthCheckResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        HealthService service = null!;
        Task<HealthResponse>? asked = null;
        using var logs = new AnsweringLogs(() => asked = service.AskAsync());
        await using var disposing = service = await HealthService.StartAsync(checks =>
        {
            checks.Services.AddSingleton<ILoggerProvider>(logs);
            checks.AddAsyncCheck("database", () =>
            {
                Interlocked.Increment(ref runs);
                return result.Task;
            });
        });

        // The check is done, and its answer is not: its change is still being told.
        var first = service.AskAsync();
        result.SetResult(HealthCheckResult.Unhealthy());
        (await first).StatusCode.ShouldBe(503);

        (await asked.ShouldNotBeNull()).StatusCode.ShouldBe(503);
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task Who_asks_and_leaves_takes_the_answer_from_nobody_else()
    {
        var check = new HeldCheck();
        await using var service = await HealthService.StartAsync(checks => checks.AddCheck("database", check));
        using var leaving = new CancellationTokenSource();

        var left = service.Handler.AnswerAsync(HealthProbe.Readiness, leaving.Token);
        var stayed = service.AskAsync();
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => left);
        check.Release();

        (await stayed).StatusCode.ShouldBe(200);
        check.Runs.ShouldBe(1);
    }

    private sealed class AnsweringLogs(Action tell) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => categoryName == "Takumi.Observability.Health" ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => tell();

        public void Dispose()
        {
        }
    }
}
