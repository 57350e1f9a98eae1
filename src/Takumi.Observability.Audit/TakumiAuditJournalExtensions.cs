using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Takumi.Observability;
using Takumi.Observability.Auditing;
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

    /// <inheritdoc cref="AddAuditJournal(TakumiObservabilityBuilder, string)"/>
    /// <param name="builder">What <c>AddTakumiObservability</c> returned.</param>
    /// <param name="directory">Created if it is missing; relative to the host's content root.</param>
    /// <param name="configure">Everything else.</param>
    /// <exception cref="InvalidOperationException">A journal was added already: a host has one.</exception>
    public static TakumiObservabilityBuilder AddAuditJournal(this TakumiObservabilityBuilder builder, string directory, Action<AuditJournalOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(AuditJournal)))
            throw new InvalidOperationException("AddAuditJournal was called already: a host has one journal.");

        services.AddOptions<AuditJournalOptions>().Configure(options => options.Directory = directory).Configure(configure);
        services.AddSingleton<IValidateOptions<AuditJournalOptions>, AuditJournalOptionsValidator>();
        services.AddSingleton(Create);
        services.AddSingleton<IAuditSink>(static provider => provider.GetRequiredService<AuditJournal>());
        services.AddSingleton<IAuditClassifier, PersonalMemberNames>();
        services.AddHostedService<AuditJournalLifetime>();
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
            HeartbeatInterval = options.HeartbeatInterval,
            WaitForLock = options.WaitForLock,
            AllowRemoteFileSystem = options.AllowRemoteFileSystem,
            KeyStore = options.PersonalData.KeyStore is { } keyStore ? Path.GetFullPath(keyStore, root) : null,
            KeyEncryptionKeyFile = options.PersonalData.KeyEncryptionKeyFile is { } file ? Path.GetFullPath(file, root) : null,
        };
        return new AuditJournal(options, settings, LocalDisk.Open(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>());
    }
}
