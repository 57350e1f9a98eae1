namespace Takumi.Observability.Redaction;

/// <summary>
/// What is masked beyond the built-in rules. The defaults are the safe ones: every built-in name and shape is masked, and
/// anything else is opted out of by name with <see cref="Mask.InClear"/>.
/// </summary>
public sealed class RedactionOptions
{
    /// <summary>
    /// Masks by name, of an attribute, a baggage entry or a key in free text. A name is read as words (<c>passport.number</c>,
    /// <c>passport_number</c> and <c>PassportNumber</c> are the same) and matches every name that ends in those words; the
    /// rule with the most words wins, and one of these over a built-in one.
    /// </summary>
    public IDictionary<string, Func<string, string>> Names { get; } = new Dictionary<string, Func<string, string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Masks by the type of the value, derived types included. The mask gets the value's invariant text; of an exception, its message.</summary>
    public IDictionary<Type, Func<string, string>> Types { get; } = new Dictionary<Type, Func<string, string>>();

    /// <summary>Shapes to look for in free text, after the built-in ones.</summary>
    public IList<IShapeDetector> Shapes { get; } = [];

    /// <summary>Checks that a policy can be built from these options.</summary>
    /// <exception cref="ArgumentException">A name without a letter or a digit, or a mask or shape that is null.</exception>
    public void Validate()
    {
        foreach (var (name, mask) in Names)
        {
            if (!name.Any(char.IsAsciiLetterOrDigit))
                throw new ArgumentException($"RedactionOptions.Names[\"{name}\"]: a name needs at least one ASCII letter or digit, such as \"passport.number\".");
            if (mask is null)
                throw new ArgumentException($"RedactionOptions.Names[\"{name}\"]: the mask is null; use Mask.InClear to let the value through.");
        }

        foreach (var (type, mask) in Types)
        {
            if (mask is null)
                throw new ArgumentException($"RedactionOptions.Types[{type}]: the mask is null; use Mask.InClear to let the value through.");
        }

        if (Shapes.IndexOf(null!) is >= 0 and var index)
            throw new ArgumentException($"RedactionOptions.Shapes[{index}] is null; a shape is an IShapeDetector.");
    }
}
