namespace Takumi.Observability.Exposition.Formatting;

internal enum FamilyKind
{
    Counter,
    Gauge,
    Histogram,
}
