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

    [Fact]
    public async Task A_fault_of_the_thread_itself_leaves_nobody_waiting()
    {
        var disk = new RecordingDisk();
        using var thread = new JournalThread(disk, new JournalSettings { Directory = "/journal", Service = "test" }, _ => [], TimeProvider.System, NullLogger.Instance);
        await thread.StartAsync();
        disk.Fails = static (_, call) => call == "fdatasync" ? throw new InvalidOperationException("a fault of the program") : false;
        var record = EventLineTests.Record(EventLineTests.Minimal);

        var failure = await Should.ThrowAsync<AuditException>(async () => await thread.WriteAsync(record, null, TestContext.Current.CancellationToken));
        failure.Failure.ShouldBe(AuditFailure.Unknown);
        failure.Message.ShouldBe($"Audit record {record.Id}: the journal's thread ended: a fault of the program");
        await thread.StopAsync();
        await Should.ThrowAsync<ObjectDisposedException>(thread.HeadAsync);
        (await Should.ThrowAsync<AuditException>(async () => await thread.WriteAsync(record, null, TestContext.Current.CancellationToken))).Failure.ShouldBe(AuditFailure.NotWritten);
        thread.TryWrite(record).ShouldBeFalse();
        thread.Losses.Total.ShouldBe(1);
    }
}
