namespace Takumi.Observability.Format;

/// <summary>The forms that a value can have in a line; the README's table of types.</summary>
internal enum MemberType
{
    Text,
    Integer,
    Time,
    Id,
    SpanId,
    Hash,
    Decimal,
    Word,
    Result,
    Object,
}
