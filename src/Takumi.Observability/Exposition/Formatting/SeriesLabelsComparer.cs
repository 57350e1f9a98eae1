using System.Diagnostics.CodeAnalysis;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// Compares series by the bytes of their labels: what must be unique within a family.
/// </summary>
internal sealed class SeriesLabelsComparer : IEqualityComparer<Series>
{
    public static SeriesLabelsComparer Instance { get; } = new();

    public bool Equals(Series? x, Series? y) => x!.Labels.AsSpan().SequenceEqual(y!.Labels);

    public int GetHashCode([DisallowNull] Series obj)
    {
        HashCode hash = default;
        hash.AddBytes(obj.Labels);
        return hash.ToHashCode();
    }
}
