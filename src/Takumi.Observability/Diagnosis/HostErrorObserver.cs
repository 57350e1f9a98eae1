using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Diagnosis;

/// <summary>What the host does with the exceptions that end spans: they say what the rules for their type allow, and become log records where the options want that. Registered for as long as the host lives.</summary>
internal sealed class HostErrorObserver : ErrorObserver, IDisposable
{
    private readonly ErrorRecording _recording;
    private readonly RedactionPolicy _redaction;
    private readonly ILogger _logger;
    private readonly IDisposable _subscription;

    public HostErrorObserver(IOptions<ObservabilityOptions> options, HostRedaction redaction, ILoggerFactory loggers)
    {
        _redaction = redaction.Traces;
        _recording = options.Value.Errors;
        _logger = loggers.CreateLogger("Takumi.Observability.Errors");
        _subscription = SpanErrors.Observe(this);
    }

    public override bool KeepsSpanEvent => _recording != ErrorRecording.LogRecord;

    public override void Describe(Exception exception, ref TagList tags)
    {
        // The shapes in its text are looked for when the span ends.
        if (!_redaction.HasRuleFor(exception))
            return;
        var text = _redaction.RedactException(exception);
        tags.Add("exception.message", text.Message);
        tags.Add("exception.stacktrace", text.StackTrace);
    }

    public override void OnError(Activity activity, Exception exception)
    {
        if (_recording != ErrorRecording.SpanEvent)
            _logger.LogError(exception, "{Span} failed", activity.DisplayName);
    }

    public void Dispose() => _subscription.Dispose();
}
