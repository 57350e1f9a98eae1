using Microsoft.Extensions.Logging;

namespace Takumi.Observability.Redaction;

/// <summary>Hands out the scopes of another provider redacted; pushing goes through to it.</summary>
internal sealed class RedactingScopeProvider(IExternalScopeProvider inner, RedactionPolicy policy) : IExternalScopeProvider
{
    /// <inheritdoc/>
    public IDisposable Push(object? state) => inner.Push(state);

    /// <inheritdoc/>
    public void ForEachScope<TState>(Action<object?, TState> callback, TState state) =>
        inner.ForEachScope(static (scope, s) => s.callback(s.Item1.Redact(scope), s.state), (this, callback, state));

    private object? Redact(object? scope)
    {
        try
        {
            return scope is IReadOnlyList<KeyValuePair<string, object?>> attributes ? RedactedAttributes.Redact(attributes, policy)
                : scope is IEnumerable<KeyValuePair<string, object?>> pairs ? Redact([.. pairs], pairs)
                : policy.Redact("", scope);
        }
        catch (Exception exception)
        {
            return policy.Fail(exception);
        }
    }

    private object Redact(KeyValuePair<string, object?>[] attributes, object scope)
    {
        var redacted = RedactedAttributes.Redact(attributes, policy);
        return ReferenceEquals(redacted, attributes) ? scope : redacted;
    }
}
