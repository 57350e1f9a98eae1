using Takumi.Observability.Exposition.Naming;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// What the bytes of a response depend on. Text 0.0.4 and 1.0.0 differ only in their content type, so they share a layout.
/// </summary>
internal readonly record struct ExpositionLayout(bool OpenMetrics, NameScheme Names);
