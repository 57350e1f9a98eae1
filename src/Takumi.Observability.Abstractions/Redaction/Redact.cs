namespace Takumi.Observability;

/// <summary>How a captured value is masked, before it is on the span: whatever listens sees the masked value.</summary>
public enum Redact
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>Nothing of it is shown: <c>[redacted]</c>.</summary>
    All,

    /// <summary>The first and the last four characters, for a wallet address: <c>GABC…WXYZ</c>. A value of up to eight characters is not shown.</summary>
    KeepEnds,

    /// <summary>The last four characters, for a phone or card number: <c>…4242</c>. A value of up to four characters is not shown.</summary>
    KeepLastFour,

    /// <summary>An email address: <c>u***@example.com</c>. Anything else is not shown.</summary>
    Email,
}
