namespace Takumi.Observability.Redaction.Names;

/// <summary>One rule of the name table: values under a name that ends in these words get this mask.</summary>
/// <param name="Words">The words, lower case, in reading order.</param>
/// <param name="Mask">What is done to the value.</param>
/// <param name="TakesLine">In free text the value runs to the end of the line: <c>Authorization: Digest a, b</c>.</param>
internal sealed record NameRule(string[] Words, Func<string, string> Mask, bool TakesLine = false)
{
    private static readonly Func<string, string> Secret = Redaction.Mask.Secret;
    private static readonly Func<string, string> Clear = Redaction.Mask.InClear;

    private static readonly Func<string, string>[] Shaped = [Redaction.Mask.Email, Redaction.Mask.Wallet, Redaction.Mask.Phone, Redaction.Mask.Card];

    public bool IsSecret { get; } = Mask == Secret;

    public bool IsInClear { get; } = Mask == Clear;

    /// <summary>The mask recognises the shape of its values, so that in free text "email: none" can stay.</summary>
    public bool IsShaped { get; } = Shaped.Contains(Mask);

    /// <summary>The value is a number that may be written in groups: 555 123 4567.</summary>
    public bool IsNumber { get; } = Mask == Shaped[2] || Mask == Shaped[3];

    /// <summary>Whether the words before the last one, which the reader has consumed, are this rule's too.</summary>
    public bool MatchesRest(NameWords words)
    {
        for (var i = Words.Length - 2; i >= 0; i--)
        {
            if (!words.TryReadPrevious(out var word) || !word.Equals(Words[i], StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }
}
