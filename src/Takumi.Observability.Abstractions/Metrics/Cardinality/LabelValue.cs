using System.ComponentModel;

namespace Takumi.Observability.Metrics;

/// <summary>A value that a bounded label has admitted: the text that goes into the tag, and a number that stands for it in <see cref="SeriesBound"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LabelValue
{
    internal LabelValue(string text, int index)
    {
        Text = text;
        Index = index;
    }

    /// <summary>What every value past a limit becomes.</summary>
    public static LabelValue Other { get; } = new("other", 0);

    /// <summary>The label's value.</summary>
    public string Text { get; }

    /// <summary>0 for <see cref="Other"/>, else the place in the order of admission, from 1 to the label's limit.</summary>
    public int Index { get; }
}
