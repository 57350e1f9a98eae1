using Takumi.Observability.Notes;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.Checkpoints;

/// <summary>What is dropped, when, and what says so. The days are those of <see cref="RetainingService"/>.</summary>
public sealed class RetentionSweepTests : IDisposable
{
    private readonly RetainingService _service = new();

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task What_is_older_than_its_period_is_dropped_under_a_note_that_says_so()
    {
        using (var host = await _service.StartAsync())
        {
            await _service.RecordUntilDayAsync(host, 10);
            _service.Segments().ShouldBe([0, 3, 4, 5, 6, 7, 8, 9, 10, 11], "on day 9 nothing is old enough");
            _service.Lines("retention").ShouldBeEmpty();

            await _service.PassDayAsync();
            _service.Segments().ShouldBe([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
            File.Exists(_service.Note(13)).ShouldBeTrue("the record was signed before the segment went");
            _service.Logs.Logs.ShouldContain(log => log.Message == $"The audit journal {_service.Directory} dropped the records below 3, older than 7.00:00:00; record 12 says so.");

            await _service.RecordUntilDayAsync(host, 12);
            await _service.PassDayAsync();
            await _service.StopAsync(host);
        }

        var origin = _service.Checkpoints[0].Origin;
        _service.Segments().ShouldBe([5, 6, 7, 8, 9, 10, 11, 12, 14, 16]);
        _service.Segments("leaves").ShouldBe([0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16], "leaf hashes stay");
        _service.Lines("retention").ShouldBe([Retention(12, 11, 3), Retention(14, 12, 4), Retention(16, 13, 5)]);

        var inside = _service.Checkpoints[1];
        inside.Size.ShouldBe(4);
        var verification = await _service.VerifyAsync(inside);
        verification.Integrity.ShouldBe(AuditIntegrity.Intact);
        verification.Completeness.ShouldBe(AuditCompleteness.Proven);
        verification.Dropped.ShouldBe(new AuditGap(0, 4));
        verification.Missing.ShouldBeEmpty();
        (verification.ProvenBelow, verification.ClaimedBelow, verification.Records).ShouldBe((4, 18, 18));

        string Retention(int sequence, int day, int end) =>
            $$"""{"sequence":{{sequence}},"id":"ID","kind":"retention","timestamp":"2026-01-{{day:d2}}T00:00:00.000Z","end":{{end}},"log":"{{origin.Split('/')[^1]}}","origin":"{{origin}}","service":"takumi-backend","class":"financial","period":604800}""";
    }

    [Fact]
    public async Task Nothing_is_dropped_before_a_note_over_the_record_is_on_disk()
    {
        var (asked, gate, isHeldUp) = (new TaskCompletionSource(), new TaskCompletionSource(), false);
        var signer = new DelegateNoteSigner(new NoteKey(null, NoteKey.EcdsaType, _service.Signer.PublicKey).ToPem(), async (text, cancellation) =>
        {
            if (Volatile.Read(ref isHeldUp))
            {
                asked.TrySetResult();
                await gate.Task.WaitAsync(cancellation);
            }

            return await _service.Signer.SignAsync(text, cancellation);
        });
        using var host = await _service.StartAsync(options => options.Signer = signer);
        await _service.RecordUntilDayAsync(host, 10);
        await _service.Clock.PassUntilAsync(RetainingService.Day(10).AddHours(-1));
        Volatile.Write(ref isHeldUp, true);
        _service.Clock.Advance(TimeSpan.FromHours(1));
        await asked.Task;
        await _service.AskAsync("hold", "the journal serves others meanwhile");
        await _service.AskAsync("release", "the journal serves others meanwhile");
        _service.Lines("retention").ShouldHaveSingleItem();
        _service.Segments()[0].ShouldBe(0);

        gate.SetResult();
        await _service.PassHourAsync();
        _service.Segments()[0].ShouldBe(3);
        await _service.StopAsync(host);
    }

    [Fact]
    public async Task A_service_that_starts_again_goes_on_dropping()
    {
        using (var host = await _service.StartAsync())
        {
            await _service.RecordUntilDayAsync(host, 10);
            await _service.PassDayAsync();
            await _service.StopAsync(host);
        }

        _service.Segments().ShouldBe([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        using (var host = await _service.StartAsync())
        {
            await _service.RecordUntilDayAsync(host, 11);
            await _service.PassDayAsync();
            await _service.StopAsync(host);
        }

        _service.Segments()[0].ShouldBe(4);
        var verification = await _service.VerifyAsync(_service.Checkpoints[0]);
        (verification.Integrity, verification.Completeness, verification.Dropped).ShouldBe((AuditIntegrity.Intact, AuditCompleteness.Proven, new AuditGap(0, 3)));
    }
}
