namespace Takumi.Observability.Audit.Tests.Checkpoints;

/// <summary>What keeps old records from being dropped: a hold, and a copy that has not got them. The days are those of <see cref="RetainingService"/>.</summary>
public sealed class RetentionHoldTests : IDisposable
{
    private readonly RetainingService _service = new();

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Nothing_is_dropped_while_the_service_is_told_to_hold()
    {
        using (var host = await _service.StartAsync(options => options.LegalHold = true))
        {
            await _service.RecordUntilDayAsync(host, 13);
            await _service.StopAsync(host);
        }

        _service.Segments()[0].ShouldBe(0);
        _service.Lines("retention").ShouldBeEmpty();

        using (var host = await _service.StartAsync())
        {
            await _service.PassHourAsync();
            await _service.StopAsync(host);
        }

        _service.Segments()[0].ShouldBe(5);
        _service.Lines("retention").ShouldHaveSingleItem().ShouldContain("\"end\":5,");
    }

    [Fact]
    public async Task Nothing_is_dropped_between_a_request_to_hold_and_its_release()
    {
        using var host = await _service.StartAsync();
        await _service.RecordUntilDayAsync(host, 10);
        await _service.AskAsync("hold", "case 7");
        await _service.AskAsync("hold", "case 8");
        await _service.PassDayAsync();
        await _service.RecordUntilDayAsync(host, 12);
        await _service.AskAsync("release", "case 7");
        await _service.PassDayAsync();
        _service.Segments()[0].ShouldBe(0, "one hold stands");
        _service.Lines("retention").ShouldBeEmpty();

        await _service.AskAsync("release", "case 8");
        await _service.PassHourAsync();
        _service.Segments()[0].ShouldBe(5);
        await _service.StopAsync(host);

        _service.Lines("request").Select(line => line[line.IndexOf("\"what\"", StringComparison.Ordinal)..]).ShouldBe(
            [Request("hold", "case 7"), Request("hold", "case 8"), Request("release", "case 7"), Request("release", "case 8")]);
        _service.Lines("retention").ShouldHaveSingleItem().ShouldContain("\"end\":5,");

        static string Request(string what, string reason) => $"\"what\":\"{what}\",\"who\":\"alice\",\"when\":\"2026-11-22T08:19:03.123Z\",\"outcome\":\"done\",\"detail\":\"{reason}\"}}";
    }

    [Fact]
    public async Task Nothing_is_dropped_before_every_copy_holds_it()
    {
        var (near, far) = (new StandInCopy("near") { Count = long.MaxValue }, new StandInCopy("far") { Count = 2 });
        using var host = await _service.StartAsync(copies: [near, far]);
        await _service.RecordUntilDayAsync(host, 10);
        await _service.PassDayAsync();
        _service.Segments()[0].ShouldBe(0);
        _service.Lines("retention").ShouldBeEmpty();
        _service.Logs.Logs.Select(log => log.Message).ShouldContain($"The audit journal {_service.Directory} drops nothing before far holds the first 3 records.");

        far.Count = 3;
        await _service.PassHourAsync();
        _service.Segments()[0].ShouldBe(3);
        far.Asked.ShouldBe(_service.Checkpoints[0].Origin);
        await _service.StopAsync(host);
        _service.Lines("retention").ShouldHaveSingleItem().ShouldContain("\"end\":3,");
    }
}
