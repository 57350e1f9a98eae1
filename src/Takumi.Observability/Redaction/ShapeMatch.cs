namespace Takumi.Observability.Redaction;

/// <summary>A piece of text that must not leave the process, and what is written in its place.</summary>
/// <param name="Start">Index of the first character to replace.</param>
/// <param name="Length">How many characters to replace; at least 1.</param>
/// <param name="Replacement">What stands there afterwards.</param>
public readonly record struct ShapeMatch(int Start, int Length, string Replacement)
{
    internal int End => Start + Length;
}
