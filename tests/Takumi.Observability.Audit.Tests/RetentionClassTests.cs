using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Audit.Tests;

/// <summary>Several journals in a host: each event is kept by exactly one.</summary>
public sealed class RetentionClassTests : IDisposable
{
    private readonly AuditHost _hosts = new();
    private readonly EcdsaNoteSigner _signer = EcdsaNoteSigner.Generate();

    public void Dispose() => _hosts.Dispose();

    [Fact]
    public async Task Each_event_is_kept_by_the_first_class_that_accepts_it_or_by_the_journal_without_one()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var host = _hosts.Build(o => o.Signer = _signer, add: builder => builder
            .AddAuditJournal("financial", "financial", o => (o.Signer, o.Accepts) = (_signer, e => e.Amount is not null))
            .AddAuditJournal("access", "access", o => (o.Signer, o.Accepts) = (_signer, e => e.Event.Length == 0 ? throw new InvalidOperationException() : e.Action == "view" || e.Amount is not null)));
        await host.StartAsync(cancellation);
        var audit = host.Services.GetRequiredService<IAuditLog>();
        var paid = await audit.RecordAsync(AuditHost.Event, cancellation);
        await audit.RecordAsync(AuditHost.Event with { Amount = null, Event = "profile_viewed", Action = "view" }, cancellation);
        audit.Record(AuditHost.Event with { Amount = null, Event = "profile_changed", Action = "change" });
        audit.Record(AuditHost.Event with { Amount = null, Event = "", Action = "view" });

        var checkpoint = await host.Services.GetRequiredKeyedService<AuditJournal>("financial").WaitForCheckpointAsync(paid, cancellation);
        checkpoint.Origin.ShouldBe(paid.Positions.ShouldHaveSingleItem().Log);
        await Should.ThrowAsync<ArgumentException>(() => host.Services.GetRequiredService<AuditJournal>().WaitForCheckpointAsync(paid, cancellation));
        await host.StopAsync(cancellation);

        Events("financial").ShouldBe(["reward_claimed"]);
        Events("access").ShouldBe(["profile_viewed"]);
        Events("audit").ShouldBe(["profile_changed", ""]);
        _hosts.Logs.Logs.Count(log => log.Message.StartsWith("AuditJournalOptions.Accepts failed", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void A_class_has_one_journal() => Should.Throw<InvalidOperationException>(() => _hosts.Build(add: builder => builder
        .AddAuditJournal("a", "financial", _ => { }).AddAuditJournal("b", "financial", _ => { }))).Message
        .ShouldBe("AddAuditJournal was called already for the retention class 'financial': allowed is one.");

    [Fact]
    public async Task A_class_says_what_it_accepts_and_is_a_word()
    {
        using var host = _hosts.Build(o => o.Signer = _signer, add: builder => builder.AddAuditJournal("a", "Über", o => o.Signer = _signer));
        (await Should.ThrowAsync<OptionsValidationException>(host.StartAsync(TestContext.Current.CancellationToken))).Failures.ShouldBe(
        [
            "AuditJournalOptions of class 'Über'.RetentionClass is 'Über'; allowed: at most 32 lower-case letters, digits and underscores, a letter first.",
            "AuditJournalOptions of class 'Über'.Accepts is not set; a journal of the class 'Über' has to say which events it takes.",
        ]);
    }

    [Fact]
    public void Classes_alone_would_keep_some_events_nowhere()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddTakumiObservability().AddAuditJournal(_hosts.Journal, "financial", o => (o.Signer, o.Accepts) = (_signer, _ => true));
        using var provider = services.BuildServiceProvider();
        Should.Throw<InvalidOperationException>(provider.GetRequiredService<IAuditLog>).Message.ShouldBe(
            "Every audit journal has a retention class: events that no class accepts would be kept nowhere. Add one without a class: AddAuditJournal(\"audit\").");
    }

    private List<string> Events(string directory) =>
        [.. JournalOracle.Read(LocalDisk.Open(), _hosts.Folder.Combine(directory)).Records.Where(record => JournalOracle.Text(record, "kind") == "event").Select(record => JournalOracle.Text(record, "event"))];
}
