using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Takumi.Observability.Health.Checks;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Tests.Health.Checks;

/// <summary>With the programs that every Linux has.</summary>
public sealed class CommandHealthCheckTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exit_code_0_is_healthy() => (await RunAsync("true")).Status.ShouldBe(HealthStatus.Healthy);

    [Fact]
    public async Task Any_other_is_a_failure_with_what_the_program_said()
    {
        var result = await RunAsync("sh", "-c", "echo out; echo err >&2; exit 3");

        result.Status.ShouldBe(HealthStatus.Unhealthy);
        result.Description.ShouldBe("sh ended with exit code 3: out err");
    }

    [Fact]
    public async Task No_shell_looks_at_the_arguments()
    {
        var result = await RunAsync("ls", "$(id); `id` | id");

        result.Description.ShouldNotBeNull().ShouldContain("$(id); `id` | id");
        result.Description.ShouldNotContain("uid=");
    }

    [Fact]
    public async Task A_program_that_isn_t_there_is_named()
    {
        var result = await RunAsync("takumi-no-such-program");

        result.Status.ShouldBe(HealthStatus.Unhealthy);
        result.Description.ShouldNotBeNull().ShouldStartWith("takumi-no-such-program could not be started: ");
    }

    [Fact]
    public async Task A_program_that_reads_its_input_finds_it_empty() => (await RunAsync("cat")).Status.ShouldBe(HealthStatus.Healthy);

    [Fact]
    public async Task Of_a_program_that_writes_without_end_the_beginning_is_kept()
    {
        var result = await RunAsync("sh", "-c", "yes | head -c 3000000; exit 1");

        result.Description.ShouldNotBeNull().Length.ShouldBeLessThan(2 * CommandOutput.Kept + 100);
        result.Description.ShouldStartWith("sh ended with exit code 1: y\ny\n");
    }

    [Fact]
    public async Task A_child_that_keeps_the_output_open_holds_up_nobody()
    {
        using var folder = new PrivateFolder();
        var result = await RunAsync("sh", "-c", $"sleep 1000 & echo $! > {folder.Combine("child")}; exit 1");

        result.Description.ShouldBe("sh ended with exit code 1: it wrote nothing");
        using var child = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(folder.Combine("child"), Cancelled)));
        child.Kill();
    }

    [Fact]
    public async Task Over_its_time_a_program_is_killed_with_its_children_and_the_next_run_comes_after()
    {
        using var folder = new PrivateFolder();
        var script = $"sleep 1000 & echo $! $$ >> {folder.Combine("started")}; wait";
        await using var service = await HealthService.StartAsync(checks => checks.AddCommand("archive", "sh", ["-c", script], TimeSpan.FromSeconds(3)), options => options.ShowDetails = true);

        for (var run = 1; run <= 2; run++)
        {
            await service.BeginAsync();
            var flood = Enumerable.Range(0, 100).Select(_ => service.JsonAsync()).ToList();
            await Poll.UntilAsync(() => Started(folder).Count == 2 * run, () => $"run {run}", Cancelled);
            Started(folder).Skip(2 * (run - 1)).ShouldAllBe(id => IsRunning(id));
            service.Time.Advance(TimeSpan.FromSeconds(3));

            (await Task.WhenAll(flood)).ShouldAllBe(json => json.Contains("\"status\":\"unhealthy\",\"latency_ms\":3000,\"description\":\"No answer within 3 s.\""));
            await Poll.UntilAsync(() => !Started(folder).Exists(IsRunning), () => "the end of what was started", Cancelled);
            Started(folder).Count.ShouldBe(2 * run);
            service.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task At_the_end_of_the_host_a_program_is_killed_with_its_children()
    {
        using var folder = new PrivateFolder();
        var script = $"sleep 1000 & echo $! $$ >> {folder.Combine("started")}; wait";
        var service = await HealthService.StartAsync(checks => checks.AddCommand("archive", "sh", ["-c", script]));
        var asked = service.AskAsync();
        await Poll.UntilAsync(() => Started(folder).Count == 2, () => "the program", Cancelled);

        await service.DisposeAsync();

        await Poll.UntilAsync(() => !Started(folder).Exists(IsRunning), () => "the end of what was started", Cancelled);
        (await asked).StatusCode.ShouldBe(503);
    }

    private static Task<HealthCheckResult> RunAsync(string executable, params string[] arguments) =>
        OneCheck.RunAsync(checks => checks.AddCommand("command", executable, arguments), Cancelled);

    private static List<int> Started(PrivateFolder folder) =>
        File.Exists(folder.Combine("started")) ? [.. File.ReadAllText(folder.Combine("started")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)] : [];

    // A process that was killed and that nobody has waited for yet is a zombie, and over.
    private static bool IsRunning(int id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
