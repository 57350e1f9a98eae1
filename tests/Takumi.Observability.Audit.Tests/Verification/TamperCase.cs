using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.Verification;

/// <summary>One thing that somebody did to a journal, the checkpoint that the verifier held from elsewhere, and what must come out.</summary>
internal sealed record TamperCase(string Name, int? Holding, Action<TestJournal> Tamper)
{
    /// <summary>The journal before anybody touches it.</summary>
    public Func<TestJournal> Journal { get; init; } = static () => new TestJournal();

    /// <summary>Whether the verifier cannot use what it was given.</summary>
    public bool Unusable { get; init; }

    public AuditIntegrity Integrity { get; init; } = AuditIntegrity.Intact;

    public AuditCompleteness Completeness { get; init; } = AuditCompleteness.Proven;

    /// <summary>The first bad record, as <c>FirstSequence</c> or <c>FirstSequence-LastSequence</c>.</summary>
    public string? Fault { get; init; }

    /// <summary>The missing records, as <c>First-Last</c>.</summary>
    public string? Missing { get; init; }

    public bool Torn { get; init; }

    /// <summary>How many records were dropped.</summary>
    public int Dropped { get; init; }

    public int ExitCode => Unusable ? 2 : Integrity == AuditIntegrity.Broken || Completeness == AuditCompleteness.Refuted ? 1
        : Integrity == AuditIntegrity.Intact && Completeness == AuditCompleteness.Proven ? 0
        : 3;

    public override string ToString() => $"{Name}, holding {(Holding is { } size ? $"the checkpoint over {size}" : "none")}";

    public static TamperCase Broken(string name, int? holding, string fault, Action<TestJournal> tamper) => new(name, holding, tamper)
    {
        Integrity = AuditIntegrity.Broken,
        Completeness = AuditCompleteness.NotEstablished,
        Fault = fault,
    };

    public static TamperCase Refuted(string name, int? holding, string missing, Action<TestJournal> tamper) => new(name, holding, tamper)
    {
        Completeness = AuditCompleteness.Refuted,
        Missing = missing,
    };

    public static TamperCase NotProven(string name, Action<TestJournal> tamper) => new(name, null, tamper)
    {
        Completeness = AuditCompleteness.NotEstablished,
    };
}
