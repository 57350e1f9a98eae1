using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Takumi.Observability.Configuration;

namespace Takumi.Observability;

/// <summary>
/// Fills the options from section <c>Observability:AuditJournal</c>, and named ones from the section of their name below it, before the delegates of the application run.
/// What can't be read stops the start.
/// </summary>
internal sealed class AuditJournalSection(IConfiguration configuration, IEnumerable<AuditJournalName> journals) : IConfigureNamedOptions<AuditJournalOptions>
{
    private const string Section = ObservabilityOptions.SectionName + ":AuditJournal";

    /// <summary>The section of a journal, by its retention class.</summary>
    public static string PathOf(string? name) => string.IsNullOrEmpty(name) ? Section : $"{Section}:{name}";

    public void Configure(AuditJournalOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, AuditJournalOptions options)
    {
        var section = PathOf(name);
        List<string> problems = [];
        var setting = new Setting(configuration.GetSection(section), problems);
        options.Directory = setting.String(nameof(options.Directory)) ?? options.Directory;
        options.SigningKeyFile = setting.String(nameof(options.SigningKeyFile)) ?? options.SigningKeyFile;
        options.PreviousSigningKeyFile = setting.String(nameof(options.PreviousSigningKeyFile)) ?? options.PreviousSigningKeyFile;
        options.Retention = setting.Time(nameof(options.Retention)) ?? options.Retention;
        options.LegalHold = setting.Bool(nameof(options.LegalHold)) ?? options.LegalHold;
        options.CheckpointInterval = setting.Time(nameof(options.CheckpointInterval)) ?? options.CheckpointInterval;
        options.KeepCheckpoints = setting.Whole(nameof(options.KeepCheckpoints)) ?? options.KeepCheckpoints;
        options.HeartbeatInterval = setting.Time(nameof(options.HeartbeatInterval)) ?? options.HeartbeatInterval;
        options.SegmentBytes = setting.WholeLong(nameof(options.SegmentBytes)) ?? options.SegmentBytes;
        options.QueueCapacity = setting.Whole(nameof(options.QueueCapacity)) ?? options.QueueCapacity;
        options.WaitForLock = setting.Time(nameof(options.WaitForLock)) ?? options.WaitForLock;
        options.AllowRemoteFileSystem = setting.Bool(nameof(options.AllowRemoteFileSystem)) ?? options.AllowRemoteFileSystem;
        var personal = options.PersonalData;
        personal.Members.UnionWith(setting.List($"{nameof(options.PersonalData)}:{nameof(personal.Members)}"));
        personal.KeyStore = setting.String($"{nameof(options.PersonalData)}:{nameof(personal.KeyStore)}") ?? personal.KeyStore;
        personal.KeyEncryptionKeyFile = setting.String($"{nameof(options.PersonalData)}:{nameof(personal.KeyEncryptionKeyFile)}") ?? personal.KeyEncryptionKeyFile;
        if (string.IsNullOrEmpty(name))
            journals.Where(journal => journal.Name.Length > 0).ToList().ForEach(journal => setting.Allow(journal.Name));
        setting.ThrowIfAny<AuditJournalOptions>(section);
    }
}
