using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Takumi.Observability.Health;

/// <summary>
/// One health check: run by the first who asks, once at a time, its answer shared by all who ask within the cache's time. Thread safe.
/// </summary>
/// <param name="registration">The check.</param>
/// <param name="options">How it is run.</param>
/// <param name="scopes">Where its services come from.</param>
/// <param name="time">Clock and timers.</param>
/// <param name="logger">Told of changes.</param>
/// <param name="end">The end of the host: it cancels a run, and nothing is told any more.</param>
internal sealed class ObservedCheck(HealthCheckRegistration registration, HealthOptions options, IServiceScopeFactory scopes, TimeProvider time, ILogger logger, CancellationToken end)
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _timeout = registration.Timeout > TimeSpan.Zero ? registration.Timeout : options.Timeout;
    private Task<HealthReportEntry>? _answer;
    private Task<HealthCheckResult>? _work;
    private long _answeredAt;
    private HealthStatus _status = HealthStatus.Healthy;

    public HealthCheckRegistration Registration => registration;

    /// <summary>Never fails, and ends at the check's timeout at the latest.</summary>
    public Task<HealthReportEntry> AskAsync()
    {
        lock (_lock)
        {
            return IsCurrent ? _answer! : _answer = AnswerAsync(_work = StartWork());
        }
    }

    // While a check that ran over its time has not come back, its failure stays the answer: a second run would wait for the same thing and hold as much.
    private bool IsCurrent =>
        _answer is { } answer && (!answer.IsCompleted || _work is { IsCompleted: false } || time.GetElapsedTime(Volatile.Read(ref _answeredAt)) < options.CacheDuration);

    private async Task<HealthReportEntry> AnswerAsync(Task<HealthCheckResult> work)
    {
        var started = time.GetTimestamp();
        await ((Task)work).WaitAsync(_timeout, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        var result = work.IsCompleted ? await work.ConfigureAwait(false) : TooLate();
        var entry = new HealthReportEntry(result.Status, result.Description, time.GetElapsedTime(started), result.Exception, result.Data, registration.Tags);
        TellChange(entry);
        Volatile.Write(ref _answeredAt, time.GetTimestamp());
        return entry;
    }

    // Without the execution context of whoever came first: neither its trace nor its request is any of the check's business.
    private Task<HealthCheckResult> StartWork()
    {
        using (ExecutionContext.SuppressFlow())
            return Task.Run(WorkAsync);
    }

    private async Task<HealthCheckResult> WorkAsync()
    {
        using var mute = TakumiTelemetry.Mute();
        using var deadline = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, end);
        try
        {
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                var check = registration.Factory(scope.ServiceProvider);
                return await check.CheckHealthAsync(new HealthCheckContext { Registration = registration }, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return TooLate();
        }
        catch (Exception exception)
        {
            return new HealthCheckResult(registration.FailureStatus, description: null, exception);
        }
    }

    private HealthCheckResult TooLate() =>
        new(registration.FailureStatus, string.Create(CultureInfo.InvariantCulture, $"No answer within {_timeout.TotalSeconds:0.###} s."));

    private void TellChange(in HealthReportEntry entry)
    {
        if (entry.Status == _status || end.IsCancellationRequested)
            return;
        _status = entry.Status;
        if (entry.Status == HealthStatus.Healthy)
            logger.LogInformation("Health check {Check} is healthy again.", registration.Name);
        else
            logger.Log(
                entry.Status == HealthStatus.Degraded ? LogLevel.Warning : LogLevel.Error,
                entry.Exception,
                "Health check {Check} is {Status}: {Description}",
                registration.Name,
                HealthStatusText.Of(entry.Status),
                entry.Description ?? entry.Exception?.Message ?? "no description");
    }
}
