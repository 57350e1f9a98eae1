namespace Takumi.Observability.Journal;

/// <summary>What became of a request.</summary>
/// <param name="IsDone">False: refused.</param>
/// <param name="Detail">What the record and the answer say of it; of one that is refused, why.</param>
internal readonly record struct RequestOutcome(bool IsDone, string? Detail)
{
    public string Word => IsDone ? "done" : "refused";

    public static RequestOutcome Done(string? detail = null) => new(true, detail);

    public static RequestOutcome Refused(string reason) => new(false, reason);
}
