namespace Takumi.Observability;

/// <summary>Declares a method that counts something as in progress, by an <see cref="InProgressScope"/> on an up-down counter of the same class.</summary>
/// <param name="counter">The name of the method that declares the up-down counter, by <c>nameof</c>. Its labels are this method's parameters.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InProgressAttribute(string counter) : Attribute
{
    /// <summary>The name of the method that declares the up-down counter.</summary>
    public string Counter { get; } = counter;
}
