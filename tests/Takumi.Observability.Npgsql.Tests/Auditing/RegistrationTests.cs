using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Takumi.Observability.Auditing;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>What can't be configured, and how it is told.</summary>
public sealed class RegistrationTests : IDisposable
{
    private readonly PrivateFolder _folder = new();

    [Fact]
    public async Task Options_that_cannot_be_used_stop_the_start_and_show_no_password()
    {
        var refused = await Should.ThrowAsync<OptionsValidationException>(() => AuditHost.StartAsync(_folder, "Password=geheim;Nonsense=1", options =>
        {
            options.Schema = "a b";
            options.BatchInterval = TimeSpan.FromMinutes(2);
            options.ShutdownPatience = TimeSpan.FromSeconds(-1);
            options.QueueCapacity = 0;
        }));
        refused.Failures.ShouldBe(
        [
            "AuditPostgresOptions.ConnectionString is empty or malformed; allowed: an Npgsql connection string with a Host.",
            "AuditPostgresOptions.Schema is 'a b'; allowed: 1 to 63 letters, digits, '_' and '-'.",
            "AuditPostgresOptions.BatchInterval is '00:02:00'; allowed: 00:00:00 to 00:01:00.",
            "AuditPostgresOptions.ShutdownPatience is '-00:00:01'; allowed: 00:00:00 to 00:01:00.",
            "AuditPostgresOptions.QueueCapacity is '0'; allowed: 1 to 1000000.",
        ]);
    }

    [Fact]
    public async Task Shipping_without_a_journal_stops_the_start()
    {
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => AuditHost.StartAsync(_folder, builder => builder.AddAuditPostgres("Host=127.0.0.1;Port=1")));
        refused.Message.ShouldBe("AddAuditPostgres ships a journal, and none is registered; allowed: AddAuditJournal beside it, or AddAuditPostgresSink, which writes to PostgreSQL alone.");
    }

    [Fact]
    public void A_section_says_all_that_code_does_not()
    {
        using var provider = Provider(("ConnectionString", "Host=db"), ("Schema", "audit"), ("CreateSchema", "true"), ("BatchInterval", "00:00:02"), ("ShutdownPatience", "00:00:03"), ("QueueCapacity", "7"));
        var options = provider.GetRequiredService<IOptions<AuditPostgresOptions>>().Value;
        (options.ConnectionString, options.Schema, options.CreateSchema, options.BatchInterval, options.ShutdownPatience, options.QueueCapacity).ShouldBe(
            ("Host=db", "audit", true, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), 7));

        using var unreadable = Provider(("ConnectionString", "Host=db"), ("BatchInterval", "soon"));
        Should.Throw<OptionsValidationException>(() => unreadable.GetRequiredService<IOptions<AuditPostgresOptions>>().Value).Message.ShouldContain("Observability:AuditPostgres:BatchInterval");
    }

    [Fact]
    public void A_second_database_is_refused() => Should
        .Throw<InvalidOperationException>(() => new ServiceCollection().AddTakumiObservability().AddAuditPostgres("Host=a").AddAuditPostgresSink("Host=b"))
        .Message.ShouldBe("AddAuditPostgres or AddAuditPostgresSink was called already: the audit trail of a host has one database.");

    private static ServiceProvider Provider(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Observability:AuditPostgres:{setting.Key}", (string?)setting.Value))).Build());
        services.AddTakumiObservability().AddAuditPostgres();
        return services.BuildServiceProvider();
    }

    public void Dispose() => _folder.Dispose();
}
