using System.Buffers;
using System.Text;

namespace Takumi.Observability.Redaction.Shapes;

/// <summary>
/// Runs detectors over a text and writes it anew where they match. Each detector moves forward only, so the whole is linear in
/// the text; a text without a match is returned as it is and nothing is allocated.
/// </summary>
/// <param name="detectors">In order of precedence where two matches start at the same character.</param>
internal sealed class TextScanner(IShapeDetector[] detectors)
{
    /// <summary>Two are usual. A detector that matches its own replacement would go on for ever.</summary>
    private const int MostPasses = 8;

    private static readonly ShapeMatch None = new(int.MaxValue, 0, "");

    private readonly SearchValues<char> _marks = SearchValues.Create(string.Concat(detectors.OfType<IMarkedShapeDetector>().Select(static one => one.Marks)));
    private readonly IShapeDetector[] _unmarked = [.. detectors.Where(static one => one is not IMarkedShapeDetector)];

    public string Redact(string text)
    {
        // A replacement can uncover a match: digits that touched a token are a card number once the token is gone.
        for (var pass = 0; HasMatch(text); pass++)
        {
            if (pass == MostPasses)
                return Mask.Redacted;
            text = Rewrite(text);
        }

        return text;
    }

    private bool HasMatch(string text)
    {
        foreach (var detector in text.AsSpan().ContainsAny(_marks) ? detectors : _unmarked)
        {
            if (detector.TryFind(text, 0, out _))
                return true;
        }

        return false;
    }

    private string Rewrite(string text)
    {
        var pending = new ShapeMatch[detectors.Length];
        for (var i = 0; i < pending.Length; i++)
            pending[i] = Next(i, text, 0);

        var written = new StringBuilder(text.Length);
        var position = 0;
        while (First(pending) is { Length: > 0 } match)
        {
            match = Merge(match, pending, text);
            written.Append(text, position, match.Start - position).Append(match.Replacement);
            position = match.End;
        }

        return written.Append(text, position, text.Length - position).ToString();
    }

    private static ShapeMatch First(ShapeMatch[] pending)
    {
        var first = None;
        foreach (var match in pending)
        {
            if (match.Start < first.Start)
                first = match;
        }

        return first;
    }

    /// <summary>
    /// Moves every detector past the match. One that matches across its end widens it: of "key=-----BEGIN …" the value would be
    /// one word, and the rest of the block would stay.
    /// </summary>
    private ShapeMatch Merge(ShapeMatch match, ShapeMatch[] pending, string text)
    {
        for (var i = 0; i < pending.Length; i++)
        {
            while (pending[i].Start < match.End)
            {
                var end = pending[i].End;
                pending[i] = Next(i, text, end);
                if (end > match.End)
                {
                    match = new ShapeMatch(match.Start, end - match.Start, Mask.Redacted);
                    i = -1;
                    break;
                }
            }
        }

        return match;
    }

    private ShapeMatch Next(int detector, string text, int start)
    {
        if (!detectors[detector].TryFind(text, start, out var match))
            return None;
        if (match.Start < start || match.Length <= 0 || match.Length > text.Length - match.Start || match.Replacement is null)
            throw new InvalidOperationException($"{detectors[detector].GetType()} returned {match} for a text of {text.Length} characters searched from {start}.");
        return match;
    }
}
