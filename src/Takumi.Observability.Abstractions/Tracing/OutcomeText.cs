namespace Takumi.Observability.Tracing;

/// <summary>The label and tag values of <see cref="Outcome"/>: constants, so that none is made at run time.</summary>
internal static class OutcomeText
{
    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Success => "success",
        Outcome.Failure => "failure",
        _ => "cancelled",
    };

    /// <summary>
    /// An <see cref="OperationCanceledException"/> is the caller's wish, except where it stands for a timeout
    /// (HttpClient throws it with a <see cref="TimeoutException"/> inside): that is a failure.
    /// </summary>
    public static Outcome For(Exception exception) =>
        exception is OperationCanceledException { InnerException: not TimeoutException } ? Outcome.Cancelled : Outcome.Failure;
}
