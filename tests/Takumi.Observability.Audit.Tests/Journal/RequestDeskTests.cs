using System.Text;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Audit.Tests.Storage;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Audit.Tests.Journal;

/// <summary>Requests when the disk does not do what they need.</summary>
public sealed class RequestDeskTests : IDisposable
{
    private const string First = "00000000000000000000000000000001";
    private const string Second = "00000000000000000000000000000002";

    private readonly JournalLayout _layout = new("/journal");
    private readonly RecordingDisk _disk = new();
    private readonly CapturingLoggerProvider _logs = new();
    private readonly ManualTimeProvider _time = new();
    private readonly JournalWriter _writer;
    private readonly JournalOwner _owner;

    public RequestDeskTests()
    {
        var settings = new JournalSettings { Directory = "/journal", Service = "test" };
        var logger = _logs.CreateLogger("journal");
        _writer = new JournalWriter(_disk, settings, static _ => [], new RecordLosses(), _time, logger);
        _owner = new JournalOwner(_disk, settings, _writer, _time, logger);
    }

    public void Dispose()
    {
        _writer.Dispose();
        _owner.Dispose();
    }

    [Fact]
    public void A_request_whose_answer_the_disk_refuses_is_executed_and_journaled_once()
    {
        var executed = 0;
        _owner.Requests.Accept("melt", _ => RequestOutcome.Done($"time {++executed}"));
        _owner.Start(CancellationToken.None);
        Ask(First, "melt");
        _disk.Fails = static (_, call) => call == "rename";
        ServeOften();
        _disk.Read(_layout.Done(First)).ShouldBeNull();

        _disk.Fails = static (_, _) => false;
        ServeOften();
        RequestAnswer.Parse(_disk.Read(_layout.Done(First))!).ShouldBe(new RequestAnswer(2, "done", "time 1"));
        _disk.Read(_layout.Request(First)).ShouldBeNull();
        executed.ShouldBe(1);
        JournalOracle.Read(_disk, "/journal").Kinds.ShouldBe(["genesis", "start", "request"]);
    }

    [Fact]
    public void A_request_that_cannot_be_served_holds_up_no_other_one_and_is_told_once()
    {
        var isAway = true;
        _owner.Requests.Accept("erase", _ => isAway ? throw new DiskException("unlink", "/keys", "away") : RequestOutcome.Done());
        _owner.Start(CancellationToken.None);
        Ask(First, "erase");
        Ask(Second, "hold");
        ServeOften();

        RequestAnswer.Parse(_disk.Read(_layout.Done(Second))!).ShouldBe(new RequestAnswer(2, "done", "a case"));
        _disk.Read(_layout.Request(First)).ShouldNotBeNull();
        _logs.Logs.Where(log => log.Level == LogLevel.Warning).ShouldHaveSingleItem().Message
            .ShouldBe("A request to the audit journal could not be served. It is tried again every second: unlink /keys: away");

        isAway = false;
        ServeOften();
        RequestAnswer.Parse(_disk.Read(_layout.Done(First))!).ShouldBe(new RequestAnswer(3, "done", null));
    }

    [Fact]
    public void A_hold_has_a_reason_and_only_one_that_stands_is_lifted()
    {
        _owner.Start(CancellationToken.None);
        Ask(First, "hold", " ");
        Ask(Second, "release");
        ServeOften();
        Answer(First).ShouldBe(new RequestAnswer(2, "refused", "detail says what the hold is for"));
        Answer(Second).ShouldBe(new RequestAnswer(3, "refused", "no hold stands for 'a case'"));
        _owner.IsHeld.ShouldBeFalse();

        Ask(First, "hold");
        ServeOften();
        _owner.IsHeld.ShouldBeTrue();
        Ask(Second, "release");
        ServeOften();
        Answer(Second).ShouldBe(new RequestAnswer(5, "done", "a case"));
        _owner.IsHeld.ShouldBeFalse();
        _disk.Log.Where(call => call.EndsWith(" holds", StringComparison.Ordinal)).ShouldBe(["fsync holds", "fsync holds"], "both are durable before they are answered");
    }

    [Fact]
    public void A_hold_whose_lifting_was_not_certain_at_first_is_answered_as_lifted()
    {
        _owner.Start(CancellationToken.None);
        Ask(First, "hold");
        ServeOften();
        Ask(Second, "release");
        var isFailing = true;
        _disk.Fails = (_, call) => isFailing && call == "fsync" && _disk.Log[^1] == "fsync holds";
        ServeOften();
        _disk.Read(_layout.Request(Second)).ShouldNotBeNull();
        isFailing = false;
        ServeOften();
        Answer(Second).ShouldBe(new RequestAnswer(3, "done", "a case"));
        Ask(Second, "release");
        ServeOften();
        Answer(Second).ShouldBe(new RequestAnswer(4, "refused", "no hold stands for 'a case'"));
    }

    private RequestAnswer Answer(string id) => RequestAnswer.Parse(_disk.Read(_layout.Done(id))!);

    private void ServeOften()
    {
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _owner.ServeRequests();
        }
    }

    private void Ask(string id, string what, string detail = "a case")
    {
        using var file = _disk.Open(_layout.Request(id));
        file.Write(Encoding.UTF8.GetBytes($$"""{"what":"{{what}}","who":"alice","when":"2026-11-22T08:19:03.123Z","detail":"{{detail}}"}"""), 0);
    }
}
