using Microsoft.Extensions.DependencyInjection.Extensions;
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
    public static TakumiObservabilityBuilder AddAuditJournal(this TakumiObservabilityBuilder builder) => AddDefault(builder, static _ => { });

    /// <inheritdoc cref="AddAuditJournal(TakumiObservabilityBuilder, string)"/>
    /// <remarks>Section <c>Observability:AuditJournal</c> is read before; what is said in code wins.</remarks>
    /// <param name="builder">What <c>AddTakumiObservability</c> returned.</param>
    /// <param name="directory">Created if it is missing; relative to the host's content root.</param>
    /// <param name="configure">Everything else.</param>
    /// <exception cref="InvalidOperationException">There is a journal without a class already.</exception>
    public static TakumiObservabilityBuilder AddAuditJournal(this TakumiObservabilityBuilder builder, string directory, Action<AuditJournalOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return AddDefault(builder, options =>
        {
            options.Directory = directory;
            configure(options);
        });
    }

    /// <summary>
    /// Keeps the events of one retention class in a journal of their own, since what is dropped at different times cannot share a log. Exactly one journal takes an
    /// event: the first class, in the order of these calls, whose <see cref="AuditJournalOptions.Accepts"/> says so, else the journal without a class, which there must be.
    /// </summary>
    /// <param name="builder">What <c>AddTakumiObservability</c> returned.</param>
    /// <param name="directory">Created if it is missing; relative to the host's content root; of this class alone.</param>
    /// <param name="retentionClass">A word, such as <c>financial</c>. <see cref="AuditJournal"/> is a keyed service with it as its key, and its options are named by it.</param>
    /// <param name="configure">Everything else; <see cref="AuditJournalOptions.Accepts"/> is required.</param>
    /// <exception cref="InvalidOperationException">There is a journal of this class already.</exception>
    public static TakumiObservabilityBuilder AddAuditJournal(
        this TakumiObservabilityBuilder builder, string directory, string retentionClass, Action<AuditJournalOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentException.ThrowIfNullOrEmpty(retentionClass);
        Add(builder.Services, retentionClass, options =>
        {
            (options.Directory, options.RetentionClass) = (directory, retentionClass);
            configure(options);
        });
        builder.Services.AddKeyedSingleton(retentionClass, static (provider, name) => Create(provider, (string)name!));
        builder.Services.AddSingleton<IAuditLineSource>(provider => provider.GetRequiredKeyedService<AuditJournal>(retentionClass).Lines);
        return builder;
    }

    private static TakumiObservabilityBuilder AddDefault(TakumiObservabilityBuilder builder, Action<AuditJournalOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Add(builder.Services, Options.Options.DefaultName, configure);
        builder.Services.AddSingleton(static provider => Create(provider, Options.Options.DefaultName));
        builder.Services.AddSingleton<IAuditLineSource>(static provider => provider.GetRequiredService<AuditJournal>().Lines);
        return builder;
    }

    private static void Add(IServiceCollection services, string name, Action<AuditJournalOptions> configure)
    {
        if (services.Any(service => service.ImplementationInstance is AuditJournalName added && added.Name == name))
            throw new InvalidOperationException($"AddAuditJournal was called already for {(name.Length == 0 ? "a journal without a retention class" : $"the retention class '{name}'")}: allowed is one.");

        services.AddSingleton(new AuditJournalName(name));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<AuditJournalOptions>, AuditJournalSection>()); // before what is said in code
        services.AddOptions<AuditJournalOptions>(name).Configure(configure)
            .PostConfigure<IEnumerable<IAuditAnchor>>(static (options, anchors) => anchors.ToList().ForEach(options.Anchors.Add)); // those that adapters bring
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditJournalOptions>, AuditJournalOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuditClassifier, PersonalMemberNames>());
        services.TryAddSingleton<AuditJournals>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuditSink, AuditJournals>(static provider => provider.GetRequiredService<AuditJournals>()));
        services.AddHostedService<AuditJournalLifetime>();
        services.AddKeyedSingleton(name, (provider, _) => new JournalHealthCheck(Journal(provider, name), provider.GetRequiredService<TimeProvider>()));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            AuditJournalName.Shown(name), provider => provider.GetRequiredKeyedService<JournalHealthCheck>(name), failureStatus: null, tags: ["ready"]));
    }

    private static AuditJournal Journal(IServiceProvider provider, string name) =>
        name.Length == 0 ? provider.GetRequiredService<AuditJournal>() : provider.GetRequiredKeyedService<AuditJournal>(name);

    private static AuditJournal Create(IServiceProvider provider, string name)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<AuditJournalOptions>>().Get(name);
        var identity = provider.GetRequiredService<ServiceIdentity>();
        var root = provider.GetService<IHostEnvironment>()?.ContentRootPath ?? Directory.GetCurrentDirectory();
        var settings = new JournalSettings
        {
            Directory = Path.GetFullPath(options.Directory, root),
            Service = identity.Name,
            SegmentBytes = options.SegmentBytes,
            QueueCapacity = options.QueueCapacity,
            KeepCheckpoints = options.KeepCheckpoints,
            HeartbeatInterval = options.HeartbeatInterval,
            WaitForLock = options.WaitForLock,
            AllowRemoteFileSystem = options.AllowRemoteFileSystem,
            Retention = options.EffectiveRetention,
            RetentionClass = options.RetentionClass,
            LegalHold = options.LegalHold,
            Copies = provider.GetServices<IAuditCopy>,
            MayMakeKey = "Development".Equals(identity.Environment, StringComparison.OrdinalIgnoreCase),
            Environment = identity.Environment,
            KeyStore = options.PersonalData.KeyStore is { } keyStore ? Path.GetFullPath(keyStore, root) : null,
            KeyEncryptionKeyFile = options.PersonalData.KeyEncryptionKeyFile is { } file ? Path.GetFullPath(file, root) : null,
            Clock = ClockState.Read(),
            Effective = EffectiveSettings.Of(options),
        };
        return new AuditJournal(options, settings, LocalDisk.Open(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>());
    }
}
