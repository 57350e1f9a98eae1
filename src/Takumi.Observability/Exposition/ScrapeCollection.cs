using System.IO.Compression;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Takumi.Observability.Exposition.Formatting;

namespace Takumi.Observability.Exposition;

/// <summary>
/// One collection of the SDK's metrics and the bodies that are written from it. Each is written once, however many scrapes wait for it.
/// </summary>
internal sealed class ScrapeCollection
{
    private readonly Dictionary<(ExpositionLayout Layout, bool Gzip), ScrapeBody> _bodies = [];

    /// <summary>The body in this form if this collection is still to write it, held for the caller. What has been written already belongs to earlier scrapes.</summary>
    public ScrapeBody? TryJoin(ExpositionLayout layout, bool gzip)
    {
        if (!_bodies.TryGetValue((layout, gzip), out var body) || body.Ready.IsCompleted)
            return null;
        body.Hold();
        return body;
    }

    /// <summary>Asks for the body in this form, held for the caller. Not after the collection began.</summary>
    public ScrapeBody Add(ExpositionLayout layout, bool gzip)
    {
        // What is compressed is written plainly first.
        _bodies.TryAdd((layout, false), new ScrapeBody());
        _bodies.TryAdd((layout, gzip), new ScrapeBody());
        return TryJoin(layout, gzip)!;
    }

    /// <summary>Writes all bodies, on the SDK's collecting thread and while the values stand still.</summary>
    public void Write(in Batch<Metric> metrics, Resource resource, Func<ExpositionLayout, ExpositionWriter> writerOf)
    {
        foreach (var ((layout, gzip), body) in _bodies)
        {
            if (!gzip)
                body.Complete(writerOf(layout).Write(metrics, resource));
        }
    }

    public void Fail(string reason)
    {
        foreach (var body in _bodies.Values)
            body.Fail(reason);
    }

    /// <summary>Compresses what is wanted compressed, and lets go of the bodies.</summary>
    public void Finish()
    {
        foreach (var ((layout, gzip), body) in _bodies)
        {
            if (gzip && !body.Ready.IsCompleted)
                Compress(_bodies[(layout, false)].Buffer, body);
        }
        foreach (var body in _bodies.Values)
            body.Release();
    }

    private static void Compress(ExpositionBuffer plain, ScrapeBody body)
    {
        var compressed = new ExpositionBuffer(plain.Length / 8);
        try
        {
            using (var gzip = new GZipStream(new BufferStream(compressed), CompressionLevel.Fastest))
                plain.CopyTo(gzip);
            body.Complete(compressed);
        }
        catch (Exception exception)
        {
            // On a pool thread of ours: nobody above could take it, and it would end the process.
            compressed.Dispose();
            body.Fail($"compressing the metrics failed ({exception.GetType().Name})");
        }
    }
}
