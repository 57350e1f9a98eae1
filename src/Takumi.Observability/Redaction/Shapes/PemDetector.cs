namespace Takumi.Observability.Redaction.Shapes;

/// <summary>A PEM block (RFC 7468), whatever its label, over all its lines; one that is cut off reaches to the end of the text.</summary>
internal sealed class PemDetector : IMarkedShapeDetector
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Dashes = "-----";

    public string Marks => "B";

    public bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match)
    {
        match = default;
        var begin = text[start..].IndexOf(Begin);
        if (begin < 0)
            return false;

        begin += start;
        var block = text[begin..];
        var end = block.IndexOf(End);
        var closing = end < 0 ? -1 : block[(end + End.Length)..].IndexOf(Dashes);
        var length = closing < 0 ? block.Length : end + End.Length + closing + Dashes.Length;
        match = new ShapeMatch(begin, length, Mask.Redacted);
        return true;
    }
}
