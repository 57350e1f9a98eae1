using Takumi.Observability.Auditing;

namespace Takumi.Observability.Journal;

/// <summary>What the journal's thread has to know, checked already.</summary>
internal sealed record JournalSettings
{
    public required string Directory { get; init; }

    public required string Service { get; init; }

    public long SegmentBytes { get; init; } = 64 * 1024 * 1024;

    public int QueueCapacity { get; init; } = 10_000;

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan WaitForLock { get; init; } = TimeSpan.Zero;

    public bool AllowRemoteFileSystem { get; init; }

    /// <summary>Age at which segments are dropped; null: never.</summary>
    public TimeSpan? Retention { get; init; }

    public string? RetentionClass { get; init; }

    public bool LegalHold { get; init; }

    /// <summary>The copies elsewhere that have to hold what is dropped. Asked late: they are made after the journal.</summary>
    public Func<IEnumerable<IAuditCopy>> Copies { get; init; } = static () => [];

    /// <summary>Whether a signing key may be made beside the journal when none is configured. A host says so of Development alone.</summary>
    public bool MayMakeKey { get; init; } = true;

    /// <summary>The environment, for a message.</summary>
    public string? Environment { get; init; }

    /// <summary>Full path; null without one.</summary>
    public string? KeyStore { get; init; }

    /// <summary>Full path; null if the key is elsewhere.</summary>
    public string? KeyEncryptionKeyFile { get; init; }

    /// <summary>How many of the newest notes all stay in the directory; 0 for every one.</summary>
    public int KeepCheckpoints { get; init; } = 10_000;

    /// <summary>The clock of this machine, for the start record.</summary>
    public ClockState Clock { get; init; } = ClockState.Unknown;

    /// <summary>The options as they are in effect, by their names, for the start record; never a secret.</summary>
    public IReadOnlyDictionary<string, object?>? Effective { get; init; }

    /// <summary>First pause before a failed disk is tried again; it doubles up to <see cref="RetryMaximum"/>.</summary>
    public TimeSpan RetryMinimum { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan RetryMaximum { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan RequestInterval { get; init; } = TimeSpan.FromSeconds(1);
}
