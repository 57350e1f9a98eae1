using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Diagnosis;

/// <summary>Writes the exceptions that end spans as log records, where the options want that. Registered for as long as the host lives.</summary>
internal sealed class HostErrorObserver : ErrorObserver, IDisposable
{
    private readonly ErrorRecording _recording;
    private readonly ILogger _logger;
    private readonly IDisposable _subscription;

    public HostErrorObserver(IOptions<ObservabilityOptions> options, ILoggerFactory loggers)
    {
        _recording = options.Value.Errors;
        _logger = loggers.CreateLogger("Takumi.Observability.Errors");
        _subscription = SpanErrors.Observe(this);
    }

    public override bool KeepsSpanEvent => _recording != ErrorRecording.LogRecord;

    public override void OnError(Activity activity, Exception exception)
    {
        if (_recording != ErrorRecording.SpanEvent)
            _logger.LogError(exception, "{Span} failed", activity.DisplayName);
    }

    public void Dispose() => _subscription.Dispose();
}
