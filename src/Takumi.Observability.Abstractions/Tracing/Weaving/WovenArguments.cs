using System.ComponentModel;
using System.Diagnostics;
using Takumi.Observability.Redaction;
using Takumi.Observability.Tracing;

namespace Takumi.Observability.Weaving;

/// <summary>The tagged arguments of a woven iterator. Its span starts with the enumeration, so they wait, each already made into its tag.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct WovenArguments
{
    private List<KeyValuePair<string, object?>>? _tags;
    private bool _isRecording;

    /// <summary>Whether a span that starts now could be recorded.</summary>
    public readonly bool IsRecording => _isRecording;

    /// <summary>Looks whether anybody listens.</summary>
    public void Begin()
    {
        _tags = null;
        _isRecording = ActivityScope.Source.HasListeners();
    }

    /// <summary>Keeps a value.</summary>
    public void Tag(string name, object? value) => Keep(name, value);

    /// <summary>Keeps a value.</summary>
    public void Tag<T>(string name, T value) => Keep(name, value);

    /// <summary>Keeps a masked value.</summary>
    public void TagRedacted<T>(string name, T value, Redact redact)
    {
        if (_isRecording)
            Keep(name, Masking.Mask(SpanTagValue.Text(value), redact));
    }

    internal readonly void CopyTo(Activity activity)
    {
        foreach (var (name, value) in _tags ?? [])
            activity.SetTag(name, value);
    }

    private void Keep<T>(string name, T value)
    {
        if (_isRecording)
            (_tags ??= []).Add(new(name, SpanTagValue.Of(value)));
    }
}
