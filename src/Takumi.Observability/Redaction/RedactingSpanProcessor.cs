using System.Diagnostics;
using OpenTelemetry;

namespace Takumi.Observability.Redaction;

/// <summary>
/// Redacts a span when it ends: its name, status description, attributes, its events with their names, and the attributes of its links, whoever
/// wrote them. Values are replaced in place, through the references that <see cref="Activity"/>'s enumerators hand out, so a
/// clean span costs no allocation. Must stand before every exporter.
/// </summary>
internal sealed class RedactingSpanProcessor(RedactionPolicy policy) : BaseProcessor<Activity>
{
    private readonly ClearNames _clear = new(policy);

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        // Muted or not sampled: nobody will export it. A span that is only recorded may still be chosen by a later processor.
        if (!data.IsAllDataRequested)
            return;

        RedactName(data);
        RedactStatus(data);
        foreach (ref var tag in data.EnumerateTagObjects())
            Redact(ref tag);

        foreach (ref var activityEvent in data.EnumerateEvents())
        {
            RedactName(ref activityEvent);
            foreach (ref var tag in activityEvent.EnumerateTagObjects())
                Redact(ref tag);
        }

        foreach (ref readonly var link in data.EnumerateLinks())
        {
            foreach (ref var tag in link.EnumerateTagObjects())
                Redact(ref tag);
        }
    }

    private void RedactName(Activity data)
    {
        var name = policy.RedactText(data.DisplayName);
        if (!ReferenceEquals(name, data.DisplayName))
            data.DisplayName = name;
    }

    private void RedactName(ref ActivityEvent activityEvent)
    {
        var name = policy.RedactText(activityEvent.Name);
        if (!ReferenceEquals(name, activityEvent.Name))
            activityEvent = new ActivityEvent(name, activityEvent.Timestamp, new ActivityTagsCollection(activityEvent.Tags));
    }

    private void RedactStatus(Activity data)
    {
        if (data.StatusDescription is not { } description)
            return;

        var redacted = policy.RedactText(description);
        if (!ReferenceEquals(redacted, description))
            data.SetStatus(data.Status, redacted);
    }

    private void Redact(ref KeyValuePair<string, object?> tag)
    {
        if (_clear.Contains(tag.Key))
            return;
        var redacted = policy.Redact(tag.Key, tag.Value);
        if (!ReferenceEquals(redacted, tag.Value))
            tag = new(tag.Key, redacted);
    }
}
