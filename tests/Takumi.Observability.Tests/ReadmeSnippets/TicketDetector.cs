using Takumi.Observability.Redaction;

namespace Takumi.Observability.Tests.ReadmeSnippets;

/// <summary>A shape of an application's own: <c>TICKET-</c> and digits.</summary>
internal sealed class TicketDetector : IShapeDetector
{
    private const string Prefix = "TICKET-";

    public bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match)
    {
        match = default;
        var at = text[start..].IndexOf(Prefix, StringComparison.Ordinal);
        if (at < 0)
            return false;
        at += start;
        var end = at + Prefix.Length;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        match = new ShapeMatch(at, end - at, "[ticket]");
        return true;
    }
}
