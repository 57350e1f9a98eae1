namespace Takumi.Observability;

/// <summary>What of a command's text goes to the span attribute <c>db.query.text</c>.</summary>
public enum QueryTextCapture
{
    /// <summary>Nothing: operation and table say what was done.</summary>
    Off,

    /// <summary>The text with every string and number replaced by <c>?</c> and without comments, up to 8,192 characters.</summary>
    WithoutLiterals,
}
