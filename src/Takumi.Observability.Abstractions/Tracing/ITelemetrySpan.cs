using System.Diagnostics;

namespace Takumi.Observability;

/// <summary>
/// What the span values have in common. Each is a value whose default is "no span": every member may be called on it and does nothing, so callers never write <c>?.</c>.
/// A span belongs to one flow of work: tags may be set from anywhere, but it is ended once, by whoever comes first of <see cref="Complete"/>, <see cref="Fail(Exception)"/> and dispose.
/// </summary>
public interface ITelemetrySpan : IDisposable
{
    /// <summary>The activity beneath; null where nobody listens or sampling dropped it.</summary>
    Activity? Activity { get; }

    /// <summary>Ends the span as a success.</summary>
    void Complete();

    /// <summary>Ends the span with an error; a cancellation (see <see cref="Outcome.Cancelled"/>) ends it without one. Never throws.</summary>
    void Fail(Exception exception);

    /// <summary>Ends the span with an error that is no exception.</summary>
    /// <param name="errorType">A low-cardinality class of the error, for example <c>insufficient_funds</c>; becomes <c>error.type</c>.</param>
    /// <param name="message">What happened, for a human.</param>
    void Fail(string errorType, string? message = null);
}
