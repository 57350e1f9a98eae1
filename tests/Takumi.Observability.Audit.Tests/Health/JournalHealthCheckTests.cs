using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Auditing;
using Takumi.Observability.Health;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Health;

public sealed class JournalHealthCheckTests : IDisposable
{
    private static readonly AuditEvent s_event = new() { Event = "reward_claimed", Resource = "quiz_submission", Action = "claim_reward", Result = AuditResult.Success };

    private readonly PrivateFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_journal_brings_its_readiness_check_with_it()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTakumiObservability(options => (options.Environment, options.Health.CacheDuration) = ("Development", TimeSpan.FromMilliseconds(1))).AddAuditJournal(_folder.Combine("audit"));
        using var host = builder.Build();
        await host.StartAsync(Cancelled);
        await host.Services.GetRequiredService<IAuditLog>().RecordAsync(s_event, Cancelled);

        var answer = await host.Services.GetRequiredService<HealthHandler>().AnswerAsync(HealthProbe.Readiness, Cancelled);
        Encoding.UTF8.GetString(answer.Body.Span).ShouldContain("\"checks\":{\"audit\":{\"status\":\"healthy\",\"latency_ms\":");
        answer.StatusCode.ShouldBe(200);
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task A_journal_whose_disk_has_failed_is_not_ready_and_is_again_when_it_has_reopened_itself()
    {
        var disk = new BrokenDisk(LocalDisk.Open());
        var settings = new JournalSettings { Directory = _folder.Combine("audit"), Service = "takumi-backend", RetryMinimum = TimeSpan.FromMilliseconds(10), RetryMaximum = TimeSpan.FromMilliseconds(10) };
        await using var journal = new AuditJournal(new AuditJournalOptions(), settings, disk, TimeProvider.System, NullLoggerFactory.Instance);
        using var check = new JournalHealthCheck(journal, TimeProvider.System);
        await ((IAuditSink)journal).WriteAsync(Records.Of(s_event), Cancelled);
        (await AskAsync(check)).Status.ShouldBe(HealthStatus.Healthy);

        disk.IsBroken = true;
        await Should.ThrowAsync<AuditException>(async () => await ((IAuditSink)journal).WriteAsync(Records.Of(s_event), Cancelled));
        var broken = await AskAsync(check);
        broken.Status.ShouldBe(HealthStatus.Unhealthy);
        broken.Description.ShouldBe("The audit journal can't be written: its disk failed, or it refuses. The log says why.");

        disk.IsBroken = false;
        await Poll.UntilAsync(async _ => (await AskAsync(check)).Status == HealthStatus.Healthy, () => "the journal to reopen itself", Cancelled);
    }

    [Fact]
    public async Task A_file_that_can_t_be_read_is_unhealthy_and_named()
    {
        var settings = new JournalSettings { Directory = _folder.Combine("audit"), Service = "takumi-backend" };
        await using var journal = new AuditJournal(new AuditJournalOptions { CheckpointInterval = TimeSpan.FromHours(1) }, settings, LocalDisk.Open(), TimeProvider.System, NullLoggerFactory.Instance);
        using var check = new JournalHealthCheck(journal, TimeProvider.System);
        await ((IAuditSink)journal).WriteAsync(Records.Of(s_event), Cancelled);
        var newest = Path.Combine(settings.Directory, "checkpoints", "newest");
        await Poll.UntilAsync(() => File.Exists(newest), () => "the first checkpoint", Cancelled);
        await File.WriteAllTextAsync(newest, "nothing.note\n", Cancelled);

        var result = await AskAsync(check);

        result.Status.ShouldBe(HealthStatus.Unhealthy);
        result.Description.ShouldNotBeNull().ShouldStartWith("The audit journal can't be read: ");
        result.Description.ShouldContain("nothing.note");
    }

    private static Task<HealthCheckResult> AskAsync(JournalHealthCheck check) =>
        check.CheckHealthAsync(new HealthCheckContext { Registration = new HealthCheckRegistration("audit", check, HealthStatus.Unhealthy, tags: null) }, Cancelled);
}
