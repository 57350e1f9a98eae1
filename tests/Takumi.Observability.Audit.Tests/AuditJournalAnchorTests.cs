using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Auditing;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Journal;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests;

/// <summary>The journal of a host and what it leaves outside of itself.</summary>
public sealed class AuditJournalAnchorTests : IDisposable
{
    private readonly AuditHost _host = new();

    [Fact]
    public async Task Every_note_leaves_the_process_as_a_log_record_and_to_the_anchors()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var elsewhere = _host.Folder.Combine("elsewhere");
        using var host = _host.Build(options => options.Anchors.Add(new FileAuditAnchor(elsewhere)), "Development");
        await host.StartAsync(cancellation);
        await host.StopAsync(cancellation);

        var note = await File.ReadAllTextAsync(Path.Join(_host.Journal, "checkpoints", "00000000000000000003.note"), cancellation);
        (await File.ReadAllTextAsync(Directory.GetFiles(elsewhere).ShouldHaveSingleItem(), cancellation)).ShouldBe(note);
        _host.Logs.Logs.ShouldContain(log => log.Category == "Takumi.Observability.Audit.Checkpoint" && log.Message.Contains(note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restored_snapshot_does_not_start_when_an_anchor_knows_more()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var anchor = new FileAuditAnchor(_host.Folder.Combine("elsewhere"));
        await _host.RunAsync(options => options.Anchors.Add(anchor), records: 0, "Development");
        Copy(_host.Journal, _host.Folder.Combine("snapshot"));
        await _host.RunAsync(options => options.Anchors.Add(anchor), records: 0, "Development");
        Directory.Delete(_host.Journal, recursive: true);
        Copy(_host.Folder.Combine("snapshot"), _host.Journal);

        using var host = _host.Build(options => options.Anchors.Add(anchor), "Development");
        (await Should.ThrowAsync<JournalRefusedException>(host.StartAsync(cancellation))).Message
            .ShouldBe("The checkpoint at anchor 'file' covers 5 records, but the journal has 3. A restored snapshot or a cut log must not be continued: that would sign a fork.");
    }

    [Fact]
    public async Task A_snapshot_is_found_out_as_soon_as_a_silent_anchor_answers()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var file = new FileAuditAnchor(_host.Folder.Combine("elsewhere"));
        await _host.RunAsync(options => options.Anchors.Add(file), records: 0, "Development");
        Copy(_host.Journal, _host.Folder.Combine("snapshot"));
        await _host.RunAsync(options => options.Anchors.Add(file), records: 0, "Development");
        Directory.Delete(_host.Journal, recursive: true);
        Copy(_host.Folder.Combine("snapshot"), _host.Journal);

        using var host = _host.Build(options => options.Anchors.Add(new SilentAtFirst(file)), "Development");
        await host.StartAsync(cancellation);
        var audit = host.Services.GetRequiredService<IAuditLog>();
        AuditException? refused = null;
        await Poll.UntilAsync(
            async token =>
            {
                try
                {
                    await audit.RecordAsync(AuditHost.Event, token);
                }
                catch (AuditException e)
                {
                    refused = e;
                }

                return refused is not null;
            },
            () => "the journal to refuse records",
            cancellation);
        refused!.Failure.ShouldBe(AuditFailure.NotWritten);
        refused.Message.ShouldContain("going on would sign a fork");
        _host.Logs.Logs.ShouldContain(log => log.Level == LogLevel.Critical && log.Message.Contains("refuses all records", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_anchor_is_sent_the_newest_checkpoint_until_it_confirms()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var anchor = new SilentAtFirst(new FileAuditAnchor(_host.Folder.Combine("elsewhere")));
        using var host = _host.Build(options => options.Anchors.Add(anchor), "Development");
        await host.StartAsync(cancellation);
        await Poll.UntilAsync(() => Directory.Exists(_host.Folder.Combine("elsewhere")) && Directory.GetFiles(_host.Folder.Combine("elsewhere"), "*.note").Length == 1, () => "the anchor to be written", cancellation);
        anchor.Refused.ShouldBeGreaterThan(1);
    }

    public void Dispose() => _host.Dispose();

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Join(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>An anchor that cannot be reached the first times.</summary>
    private sealed class SilentAtFirst(IAuditAnchor inner) : IAuditAnchor
    {
        public int Refused { get; private set; }

        public string Name => inner.Name;

        public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string origin, CancellationToken cancellationToken) =>
            Refused++ < 2 ? throw new HttpRequestException("away") : inner.ReadAsync(origin, cancellationToken);

        public ValueTask StoreAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken) => inner.StoreAsync(checkpoint, cancellationToken);
    }
}
