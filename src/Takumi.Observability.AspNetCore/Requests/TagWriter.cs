using System.Diagnostics;

namespace Takumi.Observability.Requests;

/// <summary>
/// Writes tags without fighting over them: what another instrumentation or the application set on the span stays.
/// On a span without tags, the usual case, it appends without looking.
/// </summary>
internal readonly struct TagWriter(Activity activity)
{
    private readonly bool _untouched = !activity.EnumerateTagObjects().MoveNext();

    public void Write(string name, object? value)
    {
        if (value is not null && (_untouched || activity.GetTagItem(name) is null))
            activity.AddTag(name, value);
    }
}
