namespace Takumi.Observability.Redaction;

/// <summary>What may be told about an exception, redacted. The parts are those of OpenTelemetry's exception conventions.</summary>
/// <param name="Type">Full name of the exception's type.</param>
/// <param name="Message">Its message.</param>
/// <param name="StackTrace">The text of <see cref="Exception.ToString"/>: type, message, stack and inner exceptions.</param>
public readonly record struct ExceptionText(string Type, string Message, string StackTrace);
