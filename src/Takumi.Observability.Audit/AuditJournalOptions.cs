using System.Text;
using Takumi.Observability.Auditing;
using Takumi.Observability.Format;
using Takumi.Observability.Notes;

namespace Takumi.Observability;

/// <summary>How the audit journal is kept. Read once, when it opens.</summary>
public sealed class AuditJournalOptions
{
    /// <summary>The directory, created if it is missing: of one service and one process at a time. A relative path starts at the host's content root.</summary>
    public string Directory { get; set; } = "audit";

    /// <summary>
    /// The class of retention that the journal keeps, as <c>AddAuditJournal</c> was given it: a word of at most 32 lower-case letters, digits and underscores.
    /// Null for the journal that takes every event that no class accepts.
    /// </summary>
    public string? RetentionClass { get; internal set; }

    /// <summary>Which events belong to the class; required with a class, and not allowed without. It must be quick, and is called by many threads at a time.</summary>
    public Func<AuditEvent, bool>? Accepts { get; set; }

    /// <summary>
    /// How long records are kept at least, 7 days to 100 years; <see cref="Timeout.InfiniteTimeSpan"/> for ever. Default: 7 years (2557 days) in the class <c>financial</c>, else for ever. Older
    /// segments are dropped as a whole, oldest first, and the log says so; their leaf hashes stay. A segment lives up to three days longer.
    /// </summary>
    public TimeSpan? Retention { get; set; }

    /// <summary>Whether nothing may be dropped, whatever its age. Default false; <c>takumi audit hold</c> places a hold while the service runs.</summary>
    public bool LegalHold { get; set; }

    /// <summary>Signs checkpoints, for a key that never leaves a key management service. Default: an ECDSA P-256 key in <see cref="SigningKeyFile"/>.</summary>
    public INoteSigner? Signer { get; set; }

    /// <summary>
    /// File of the private key, PEM or PKCS #8 DER, used when <see cref="Signer"/> is not set; readable by its owner alone (or by root's group, if root owns it).
    /// Without either, the environment Development makes a key in the journal's directory and tells so; any other environment refuses the start: whoever has the
    /// key can forge what no anchor holds yet, so where it lies is to be decided. <c>takumi audit key new FILE</c> makes one.
    /// </summary>
    public string? SigningKeyFile { get; set; }

    /// <summary>Gives the password of an encrypted key file, whose path it is given. Default: key files are not encrypted.</summary>
    public Func<string, string>? SigningKeyPassword { get; set; }

    /// <summary>
    /// The signer before <see cref="Signer"/>: the log is handed over from its key to the new one at the start, unless that was done already. May be left there or taken away afterwards.
    /// </summary>
    public INoteSigner? PreviousSigner { get; set; }

    /// <summary>File of the private key before the one in use, as <see cref="PreviousSigner"/>.</summary>
    public string? PreviousSigningKeyFile { get; set; }

    /// <summary>Places that remember checkpoints. Default: none, which leaves completeness unprovable against who can write the directory.</summary>
    public IList<IAuditAnchor> Anchors { get; } = [];

    /// <summary>Longest time a durable record waits for its checkpoint, 100 ms to a day. Default 10 s.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Checkpoint files of which all are kept, the newest, 100 to 10,000,000; 0 keeps all for ever. Default 10,000: of 10 seconds each, more than a day. Of older ones the last of every
    /// 10,000 records is kept and the last of each segment; nothing that was proven by another one is lost with it.
    /// </summary>
    public int KeepCheckpoints { get; set; } = 10_000;

    /// <summary>Time without a record after which a heartbeat shows that the log lives, a second to 30 days. Default 1 hour.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Length at which a segment is closed, in bytes, 1 MiB to 4 GiB. Default 64 MiB: what a start has to read.</summary>
    public long SegmentBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Best-effort records that may be on their way, 1 to 1,000,000; further ones are lost and counted. Default 10,000.</summary>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>How long the start waits for another process to give the journal up, up to an hour. Default: not at all, which shows a mistake at once; a rolling deploy wants some seconds.</summary>
    public TimeSpan WaitForLock { get; set; }

    /// <summary>Whether the directory may be on a network or user-space file system. Default false: they may lose what was synced, and their locks may not hold.</summary>
    public bool AllowRemoteFileSystem { get; set; }

    /// <summary>Members of events that are sealed so that a person can be erased. Default: none.</summary>
    public PersonalDataOptions PersonalData { get; } = new();

    /// <summary>Null: for ever.</summary>
    internal TimeSpan? EffectiveRetention => Retention == Timeout.InfiniteTimeSpan ? null : Retention ?? (RetentionClass == "financial" ? TimeSpan.FromDays(2557) : null);

    /// <summary>Says what can't be used, one message a value. Empty: all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(Directory))
            problems.Add($"{nameof(Directory)} is empty; allowed: a path.");
        if (Signer is not null && SigningKeyFile is not null)
            problems.Add($"{nameof(Signer)} and {nameof(SigningKeyFile)} are both set; allowed: one of them.");
        if (PreviousSigner is not null && PreviousSigningKeyFile is not null)
            problems.Add($"{nameof(PreviousSigner)} and {nameof(PreviousSigningKeyFile)} are both set; allowed: one of them.");
        if (Retention is { } kept && kept != Timeout.InfiniteTimeSpan)
            Range(nameof(Retention), kept, TimeSpan.FromDays(7), TimeSpan.FromDays(36525));
        if (RetentionClass is not null && !TextForms.Fits(Encoding.UTF8.GetBytes(RetentionClass), MemberType.Word))
            problems.Add($"{nameof(RetentionClass)} is '{RetentionClass}'; allowed: at most 32 lower-case letters, digits and underscores, a letter first.");
        if (RetentionClass is not null && Accepts is null)
            problems.Add($"{nameof(Accepts)} is not set; a journal of the class '{RetentionClass}' has to say which events it takes.");
        if (RetentionClass is null && Accepts is not null)
            problems.Add($"{nameof(Accepts)} is set on the journal without a class; it takes every event that no class accepts.");
        Range(nameof(CheckpointInterval), CheckpointInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        if (KeepCheckpoints != 0)
            Range(nameof(KeepCheckpoints), KeepCheckpoints, 100, 10_000_000);
        Range(nameof(HeartbeatInterval), HeartbeatInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
        Range(nameof(SegmentBytes), SegmentBytes, 1024 * 1024, 4L * 1024 * 1024 * 1024);
        Range(nameof(QueueCapacity), QueueCapacity, 1, 1_000_000);
        Range(nameof(WaitForLock), WaitForLock, TimeSpan.Zero, TimeSpan.FromHours(1));
        foreach (var name in Anchors.GroupBy(anchor => anchor.Name).Where(group => group.Count() > 1).Select(group => group.Key))
            problems.Add($"{nameof(Anchors)} has '{name}' twice; allowed: each name once.");
        problems.AddRange(PersonalData.Validate().Select(problem => $"{nameof(PersonalData)}.{problem}"));
        return problems;

        void Range<T>(string name, T value, T minimum, T maximum)
            where T : IComparable<T>
        {
            if (value.CompareTo(minimum) < 0 || value.CompareTo(maximum) > 0)
                problems.Add($"{name} is '{value}'; allowed: {minimum} to {maximum}.");
        }
    }
}
