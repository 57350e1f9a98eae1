using Takumi.Observability.Auditing;
using Takumi.Observability.Notes;

namespace Takumi.Observability;

/// <summary>How the audit journal is kept. Read once, when it opens.</summary>
public sealed class AuditJournalOptions
{
    /// <summary>The directory, created if it is missing: of one service and one process at a time. A relative path starts at the host's content root.</summary>
    public string Directory { get; set; } = "audit";

    /// <summary>Signs checkpoints. Default: an ECDSA P-256 key in <see cref="SigningKeyFile"/>.</summary>
    public INoteSigner? Signer { get; set; }

    /// <summary>
    /// PEM file of the private key, used when <see cref="Signer"/> is not set. Default: <c>key.pem</c> in the directory, made at the first start together with
    /// <c>key.pub.pem</c>, so that checkpoints exist from the first hour on. Whoever has this key can forge what no anchor holds yet: keep it elsewhere.
    /// </summary>
    public string? SigningKeyFile { get; set; }

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

    /// <summary>Says what can't be used, one message a value. Empty: all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(Directory))
            problems.Add($"{nameof(Directory)} is empty; allowed: a path.");
        if (Signer is not null && SigningKeyFile is not null)
            problems.Add($"{nameof(Signer)} and {nameof(SigningKeyFile)} are both set; allowed: one of them.");
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
