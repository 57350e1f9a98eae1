namespace Takumi.Observability.Redaction;

/// <summary>
/// Finds one shape of sensitive data in free text. Implement it to teach the policy a shape of your own (an IBAN, a national
/// number) and add it to <see cref="RedactionOptions.Shapes"/>.
/// </summary>
/// <remarks>
/// Called on the application's threads, several at once: keep no state. Be linear in the text, allocate nothing when there
/// is no match, and don't match your own replacement, or redacting twice won't give the same. If it throws, or returns a match
/// outside of the text, the whole text is dropped and counted.
/// </remarks>
public interface IShapeDetector
{
    /// <summary>Finds the first match that starts at <paramref name="start"/> or later.</summary>
    /// <param name="text">The whole text; what lies before <paramref name="start"/> is context.</param>
    /// <param name="start">Where a match may start.</param>
    /// <param name="match">The match, inside of <paramref name="text"/> and not empty.</param>
    /// <returns>False when there is none up to the end of the text.</returns>
    bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match);
}
