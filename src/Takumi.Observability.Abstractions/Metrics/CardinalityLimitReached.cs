namespace Takumi.Observability;

/// <summary>A limit of distinct label values that was reached; from now on new values are <c>other</c>.</summary>
/// <param name="Metric">The instrument's name.</param>
/// <param name="Label">The label's name, or null when the combinations of all labels reached the metric's own limit.</param>
/// <param name="Limit">How many values, or combinations, are kept apart; with <see cref="IsTooLong"/>, how many characters a value may have.</param>
/// <param name="Newest">The value that was refused and the last ones admitted, newest first, each cut at 64 characters. They come from the application: redact before they leave the process.</param>
public sealed record CardinalityLimitReached(string Metric, string? Label, int Limit, IReadOnlyList<string> Newest)
{
    /// <summary>Whether a value was refused for its length, however many there were: what is that long is no name of anything.</summary>
    public bool IsTooLong { get; init; }

    /// <summary>One sentence for a log.</summary>
    public override string ToString() =>
        IsTooLong
            ? $"Metric {Metric} was given a value of label {Label} with more than {Limit} characters; such values are counted as other. It began: {Newest[0]}"
            : $"Metric {Metric} has more than {Limit} {(Label is null ? "combinations of label values" : $"values of label {Label}")}; new ones are counted as other. Newest: {string.Join(" | ", Newest)}";
}
