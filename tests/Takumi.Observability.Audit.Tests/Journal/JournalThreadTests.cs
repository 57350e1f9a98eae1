using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Audit.Tests.Format;
using Takumi.Observability.Audit.Tests.Storage;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Audit.Tests.Journal;

public class JournalThreadTests
{
    [Fact]
    public async Task What_was_taken_before_the_stop_is_written_before_the_stop()
    {
        var disk = new RecordingDisk();
        disk.Replace($"/journal/requests/{new string('0', 32)}.json", """{"what":"stop_now","who":"a test","when":"2026-11-22T08:19:03.123Z"}"""u8);
        using var thread = new JournalThread(disk, new JournalSettings { Directory = "/journal", Service = "test" }, _ => [], TimeProvider.System, NullLogger.Instance);
        var stopped = new TaskCompletionSource<Task>();
        // A request is served after the thread has looked into its mailbox and before it looks whether to stop.
        thread.Requests.Accept("stop_now", _ =>
        {
            thread.TryWrite(EventLineTests.Record(EventLineTests.Minimal)).ShouldBeTrue();
            stopped.SetResult(thread.StopAsync());
            return RequestOutcome.Done();
        });
        await thread.StartAsync();
        await await stopped.Task;

        JournalOracle.Read(disk, "/journal").Kinds.ShouldBe(["genesis", "start", "request", "event", "stop"]);
    }
}
