using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Takumi.Observability;
using Takumi.Observability.Auditing;
using Takumi.Observability.Health;
using Takumi.Observability.Journal;
using Takumi.Observability.Resources;
using Takumi.Observability.Sealing;
using Takumi.Observability.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the durable audit journal.</summary>
public static class TakumiAuditJournalExtensions
{
    /// <summary>Keeps every audit record in a journal in <paramref name="directory"/>: <c>RecordAsync</c> then completes when the record is on disk.</summary>
    /// <inheritdoc cref="AddAuditJournal(TakumiObservabilityBuilder, string, Action{AuditJournalOptions})"/>
    public static TakumiObservabilityBuilder AddAuditJournal(this TakumiObservabilityBuilder builder, string directory) =>
        builder.AddAuditJournal(directory, static _ => { });

    /// <summary>Keeps every audit record in the journal whose directory section <c>Observability:AuditJournal</c> names, by default <c>audit</c>.</summary>
    /// <inheritdoc cref="AddAuditJournal(TakumiObservabilityBuilder, string, Action{AuditJournalOptions})"/>
    public static TakumiObservabilityBuilder AddAuditJournal(this TakumiObservabilityBuilder builder) => Add(builder, static _ => { });

    /// <inheritdoc cref="AddAuditJournal(TakumiObservabilityBuilder, string)"/>
    /// <remarks>Section <c>Observability:AuditJournal</c> is read before; what is said in code wins.</remarks>
    /// <param name="builder">What <c>AddTakumiObservability</c> returned.</param>
    /// <param name="directory">Created if it is missing; relative to the host's content root.</param>
    /// <param name="configure">Everything else.</param>
    /// <exception cref="InvalidOperationException">A journal was added already: a host has one.</exception>
    public static TakumiObservabilityBuilder AddAuditJournal(this TakumiObservabilityBuilder builder, string directory, Action<AuditJournalOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(builder, options =>
        {
            options.Directory = directory;
            configure(options);
        });
    }

    private static TakumiObservabilityBuilder Add(TakumiObservabilityBuilder builder, Action<AuditJournalOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(AuditJournal)))
            throw new InvalidOperationException("AddAuditJournal was called already: a host has one journal.");

        services.AddSingleton<IConfigureOptions<AuditJournalOptions>, AuditJournalSection>();
        services.AddOptions<AuditJournalOptions>().Configure(configure)
            .PostConfigure<IEnumerable<IAuditAnchor>>(static (options, anchors) => anchors.ToList().ForEach(options.Anchors.Add)); // those that adapters bring
        services.AddSingleton<IValidateOptions<AuditJournalOptions>, AuditJournalOptionsValidator>();
        services.AddSingleton(Create);
        services.AddSingleton<IAuditSink>(static provider => provider.GetRequiredService<AuditJournal>());
        services.AddSingleton<IAuditClassifier, PersonalMemberNames>();
        services.AddSingleton<IAuditLineSource>(static provider => provider.GetRequiredService<AuditJournal>().Lines);
        services.AddHostedService<AuditJournalLifetime>();
        services.AddSingleton<JournalHealthCheck>();
        services.AddHealthChecks().Add(new HealthCheckRegistration("audit", static provider => provider.GetRequiredService<JournalHealthCheck>(), failureStatus: null, tags: ["ready"]));
        return builder;
    }

    private static AuditJournal Create(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<AuditJournalOptions>>().Value;
        var root = provider.GetService<IHostEnvironment>()?.ContentRootPath ?? Directory.GetCurrentDirectory();
        var settings = new JournalSettings
        {
            Directory = Path.GetFullPath(options.Directory, root),
            Service = provider.GetRequiredService<ServiceIdentity>().Name,
            SegmentBytes = options.SegmentBytes,
            QueueCapacity = options.QueueCapacity,
            KeepCheckpoints = options.KeepCheckpoints,
            HeartbeatInterval = options.HeartbeatInterval,
            WaitForLock = options.WaitForLock,
            AllowRemoteFileSystem = options.AllowRemoteFileSystem,
            KeyStore = options.PersonalData.KeyStore is { } keyStore ? Path.GetFullPath(keyStore, root) : null,
            KeyEncryptionKeyFile = options.PersonalData.KeyEncryptionKeyFile is { } file ? Path.GetFullPath(file, root) : null,
            Clock = ClockState.Read(),
            Effective = EffectiveSettings.Of(options),
        };
        return new AuditJournal(options, settings, LocalDisk.Open(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>());
    }
}
