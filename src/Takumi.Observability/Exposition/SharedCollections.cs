using Takumi.Observability.Exposition.Formatting;

namespace Takumi.Observability.Exposition;

/// <summary>
/// Lets concurrent scrapes share collections.
/// </summary>
/// <remarks>
/// A scrape that comes while a collection runs joins it when that one is still to write its form; the values it gets may then be as old as the collection.
/// Otherwise it joins the next one, which starts right after and is written in every form that was asked for until then. So never more than two
/// collections are on their way, however many scrapes there are. Nothing is kept after the last scrape of a collection has been answered.
/// </remarks>
internal sealed class SharedCollections(Action<ScrapeCollection> collect)
{
    private readonly Lock _gate = new();
    private ScrapeCollection? _running;
    private ScrapeCollection? _next;

    /// <summary>The body that answers a scrape. The caller must release it.</summary>
    public ScrapeBody Join(ExpositionLayout layout, bool gzip)
    {
        lock (_gate)
        {
            if (_running?.TryJoin(layout, gzip) is { } shared)
                return shared;
            if (_running is not null)
                return (_next ??= new ScrapeCollection()).Add(layout, gzip);

            _running = new ScrapeCollection();
            var body = _running.Add(layout, gzip);

            Start();
            return body;
        }
    }

    // On a thread of its own: a callback that hangs must not take the scrape's thread with it. Without the execution context:
    // the scrape's Activity must not become the parent of what a callback does.
    private void Start() => ThreadPool.UnsafeQueueUserWorkItem(static self => self.Run(), this, preferLocal: false);

    private void Run()
    {
        var collection = _running!;
        collect(collection);
        lock (_gate)
        {
            // From here on nobody joins this collection, so what is left to do with it needs no lock.
            (_running, _next) = (_next, null);
            if (_running is not null)
                Start();
        }
        collection.Finish();
    }
}
