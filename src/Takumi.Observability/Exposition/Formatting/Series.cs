namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// One series of a metric with its labels already in bytes, kept from scrape to scrape.
/// </summary>
/// <param name="tags">The attributes as the SDK holds them: what the series is found by.</param>
/// <param name="labels">What stands between the sample's name and its value, the space included.</param>
/// <param name="bucketHead">In a histogram, a bucket's line up to the bound: name, labels and <c>le="</c>.</param>
internal sealed class Series(KeyValuePair<string, object?>[] tags, byte[] labels, byte[] bucketHead)
{
    public KeyValuePair<string, object?>[] Tags { get; } = tags;

    public byte[] Labels { get; } = labels;

    public byte[] BucketHead { get; } = bucketHead;

    /// <summary>Another series has these labels: two sets of attributes may become one (1 and "1"), and a scrape must not repeat a line.</summary>
    public bool IsDuplicate { get; set; }
}
