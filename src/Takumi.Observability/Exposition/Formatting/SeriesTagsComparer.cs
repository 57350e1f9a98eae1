using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using OpenTelemetry;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// Compares series by their attributes, and with a metric point's attributes without copying those.
/// </summary>
internal sealed class SeriesTagsComparer : IEqualityComparer<Series>, IAlternateEqualityComparer<ReadOnlyTagCollection, Series>
{
    public static SeriesTagsComparer Instance { get; } = new();

    /// <summary>
    /// Whether these are the very objects that the series was made from. The SDK keeps one array of attributes a point for as long as the
    /// point lives, so this answers almost always, at the price of comparing references.
    /// </summary>
    public static bool AreSame(KeyValuePair<string, object?>[] known, in ReadOnlyTagCollection tags)
    {
        if (known.Length != tags.Count)
            return false;
        var i = 0;
        foreach (var tag in tags)
        {
            ref readonly var other = ref known[i++];
            if (!ReferenceEquals(tag.Value, other.Value) || !ReferenceEquals(tag.Key, other.Key))
                return false;
        }
        return true;
    }

    public bool Equals(ReadOnlyTagCollection alternate, Series other)
    {
        if (other.Tags.Length != alternate.Count)
            return false;
        var i = 0;
        foreach (var tag in alternate)
        {
            ref readonly var known = ref other.Tags[i++];
            if (tag.Key != known.Key || !Equals(tag.Value, known.Value))
                return false;
        }
        return true;
    }

    public int GetHashCode(ReadOnlyTagCollection alternate)
    {
        HashCode hash = default;
        foreach (var tag in alternate)
            Add(ref hash, tag);
        return hash.ToHashCode();
    }

    public bool Equals(Series? x, Series? y) => ReferenceEquals(x, y);

    public int GetHashCode([DisallowNull] Series obj)
    {
        HashCode hash = default;
        foreach (var tag in obj.Tags)
            Add(ref hash, tag);
        return hash.ToHashCode();
    }

    public Series Create(ReadOnlyTagCollection alternate) => throw new NotSupportedException("A series is made by its metric, with its labels.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref HashCode hash, KeyValuePair<string, object?> tag)
    {
        hash.Add(tag.Key);
        hash.Add(tag.Value);
    }
}
