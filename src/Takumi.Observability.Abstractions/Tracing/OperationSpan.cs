using System.Diagnostics;
using Takumi.Observability.Tracing;

namespace Takumi.Observability;

/// <summary>A step of work. Disposing it ends it without a verdict, so <c>using var step = TakumiTelemetry.StartOperation("…")</c> is enough.</summary>
public readonly struct OperationSpan : ITelemetrySpan, IRunnableSpan
{
    private readonly ActivityScope _scope;

    internal OperationSpan(string name, SpanOptions? options, ActivityKind kind = ActivityKind.Internal) => _scope = ActivityScope.Start(name, kind, options);

    /// <summary>Whether anybody would see such a span or its measurements, if it began here.</summary>
    internal static bool IsObserved => ActivityScope.Source.HasListeners() && !Silence.IsOn;

    /// <inheritdoc/>
    public Activity? Activity => _scope.Activity;

    bool IRunnableSpan.IsNone => _scope.Activity is null;

    /// <inheritdoc/>
    public void Complete() => _scope.Stop();

    /// <inheritdoc/>
    public void Fail(Exception exception)
    {
        _scope.Note(exception);
        _scope.Stop();
    }

    /// <inheritdoc/>
    public void Fail(string errorType, string? message = null)
    {
        _scope.Note(errorType, message);
        _scope.Stop();
    }

    /// <summary>Ends the span if nobody has.</summary>
    public void Dispose() => _scope.Stop();

    void IRunnableSpan.Detach() => _scope.Detach();
}
