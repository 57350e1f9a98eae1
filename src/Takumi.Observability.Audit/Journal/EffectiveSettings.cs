using System.Globalization;

namespace Takumi.Observability.Journal;

/// <summary>The options that a run obeys, as its start record tells them: what the journal promises and what it keeps, and nothing that must stay secret.</summary>
internal static class EffectiveSettings
{
    public static IReadOnlyDictionary<string, object?> Of(AuditJournalOptions options) => new SortedDictionary<string, object?>(StringComparer.Ordinal)
    {
        [nameof(options.AllowRemoteFileSystem)] = options.AllowRemoteFileSystem,
        [nameof(options.Anchors)] = string.Join(',', options.Anchors.Select(anchor => anchor.Name)),
        [nameof(options.CheckpointInterval)] = Text(options.CheckpointInterval),
        [nameof(options.HeartbeatInterval)] = Text(options.HeartbeatInterval),
        [$"{nameof(options.PersonalData)}.{nameof(options.PersonalData.Members)}"] =
            options.PersonalData.Members.Count > 0 ? string.Join(',', options.PersonalData.Members.Order(StringComparer.Ordinal)) : null,
        [nameof(options.KeepCheckpoints)] = options.KeepCheckpoints,
        [nameof(options.QueueCapacity)] = options.QueueCapacity,
        [nameof(options.LegalHold)] = options.LegalHold,
        [nameof(options.Retention)] = options.EffectiveRetention is { } retention ? Text(retention) : "forever",
        [nameof(options.RetentionClass)] = options.RetentionClass ?? "",
        [nameof(options.SegmentBytes)] = options.SegmentBytes,
        [nameof(options.WaitForLock)] = Text(options.WaitForLock),
    };

    private static string Text(TimeSpan time) => time.ToString("c", CultureInfo.InvariantCulture);
}
