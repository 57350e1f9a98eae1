using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;

namespace Takumi.Observability.Redaction;

/// <summary>
/// The same for <see cref="DistributedContextPropagator"/>, by which HttpClient injects <see cref="Activity.Baggage"/>: the values in
/// the header that the inner propagator writes are redacted. The trace context is not touched.
/// </summary>
internal sealed class RedactingContextPropagator(DistributedContextPropagator inner, ImmutableArray<RedactionPolicy> policies) : DistributedContextPropagator
{
    /// <summary>W3C Baggage: values are percent-encoded.</summary>
    private const string Baggage = "baggage";

    /// <summary>The header of .NET before W3C Baggage: values are form-encoded.</summary>
    private const string CorrelationContext = "Correlation-Context";

    public DistributedContextPropagator Inner => inner;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Fields => inner.Fields;

    /// <inheritdoc/>
    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (activity is null || setter is null || !HasBaggage(activity))
        {
            inner.Inject(activity, carrier, setter);
            return;
        }

        inner.Inject(activity, carrier, (target, name, value) => setter(target, name,
            name.Equals(Baggage, StringComparison.OrdinalIgnoreCase) ? Redact(value, Uri.UnescapeDataString)
            : name.Equals(CorrelationContext, StringComparison.OrdinalIgnoreCase) ? Redact(value, static text => WebUtility.UrlDecode(text))
            : value));
    }

    /// <inheritdoc/>
    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        inner.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) =>
        inner.ExtractBaggage(carrier, getter);

    private static bool HasBaggage(Activity activity)
    {
        foreach (var _ in activity.Baggage)
            return true;
        return false;
    }

    private string Redact(string header, Func<string, string> decode)
    {
        var members = header.Split(',');
        for (var i = 0; i < members.Length; i++)
        {
            // name=value;property: properties say how long a value lives, not what it is.
            var member = members[i];
            var separator = member.IndexOf('=', StringComparison.Ordinal);
            if (separator < 0)
                continue;

            var end = member.IndexOf(';', separator) is >= 0 and var properties ? properties : member.Length;
            var name = decode(member[..separator].Trim());
            var value = decode(member[(separator + 1)..end].Trim());
            var redacted = value;
            foreach (var policy in policies)
                redacted = policy.Redact(name, redacted);
            if (!ReferenceEquals(redacted, value))
                members[i] = string.Concat(member.AsSpan(0, separator + 1), Uri.EscapeDataString(redacted), member.AsSpan(end));
        }

        return string.Join(',', members);
    }
}
