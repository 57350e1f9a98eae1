namespace Takumi.Observability;

/// <summary>
/// Puts a parameter, or with <c>[return: SpanTag(…)]</c> the result, on the span of a traced method. The only way an argument is ever captured.
/// The value is read once: a parameter when the method starts, the result when it ends. Nothing is read, and nothing allocated, while the span is not recorded.
/// Strings, numbers and bools are kept as they are, an enum by its name, everything else as its invariant text. A null sets no tag.
/// </summary>
/// <param name="name">The tag's name, dotted lower case; <see cref="SpanTags"/> has those of the catalogue.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue, AllowMultiple = true, Inherited = false)]
public sealed class SpanTagAttribute(string name) : Attribute
{
    /// <summary>The tag's name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// Path of the property or field that is meant instead of the whole value, for example <c>Receipt.Hash</c>.
    /// A null on the way sets no tag; neither does a property that throws.
    /// </summary>
    public string? Member { get; set; }

    /// <summary>How the value is masked before it is put on the span. Default: not at all here; the redaction policy of the host applies all the same.</summary>
    public Redact Redact { get; set; }
}
