namespace Takumi.Observability.Sealing;

/// <summary>
/// The keys in use: a bounded number in memory, the others in the store. The first records of a person that come at the same time get one
/// key; an erased one is gone from here as well. Thread safe.
/// </summary>
internal sealed class SubjectKeys(KeyStore store, int capacity = 4096) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SubjectKey> _keys = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];
    // Only so many threads are ever busy with the disk, and never two with one person.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 8).Select(static _ => new SemaphoreSlim(1))];
    private int _erasures;

    /// <summary>The person's key, made and durable if there was none.</summary>
    public async ValueTask<SubjectKey> GetAsync(string subject, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Find(subject) is { } known)
                return known;
            var turn = _turns[(uint)string.GetHashCode(subject) % _turns.Length];
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (Find(subject) is { } meanwhile)
                    return meanwhile;
                // The disk blocks, and whoever records must not.
                var erasures = Volatile.Read(ref _erasures);
                var key = await Task.Run(() => LoadAsync(subject, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
                if (TryAdd(subject, key, erasures))
                    return key;
                key.Dispose();
            }
            finally
            {
                turn.Release();
            }
        }
    }

    /// <summary>Destroys a person's key on disk and here, and here also if the disk fails; called by the owner of the journal.</summary>
    /// <inheritdoc cref="KeyStore.Erase"/>
    public string? Erase(byte[] subject)
    {
        // Whoever is reading the key just now must not bring it back, before the file is gone or after.
        Interlocked.Increment(ref _erasures);
        try
        {
            return store.Erase(subject);
        }
        finally
        {
            lock (_gate)
            {
                Interlocked.Increment(ref _erasures);
                foreach (var known in _keys.Keys.Where(known => SubjectDigest.Of(known).AsSpan().SequenceEqual(subject)).ToList())
                {
                    _keys.Remove(known, out var key);
                    key!.Dispose();
                }
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var key in _keys.Values)
                key.Dispose();
            _keys.Clear();
            _order.Clear();
        }

        store.Dispose();
    }

    private SubjectKey? Find(string subject)
    {
        lock (_gate)
            return _keys.GetValueOrDefault(subject);
    }

    private async ValueTask<SubjectKey> LoadAsync(string subject, CancellationToken cancellationToken) =>
        await store.FindAsync(subject, cancellationToken).ConfigureAwait(false) ?? await store.CreateAsync(subject, cancellationToken).ConfigureAwait(false);

    private bool TryAdd(string subject, SubjectKey key, int erasures)
    {
        lock (_gate)
        {
            if (_erasures != erasures)
                return false;
            while (_keys.Count >= capacity && _order.TryDequeue(out var oldest))
            {
                if (_keys.Remove(oldest, out var old))
                    old.Dispose();
            }

            _keys[subject] = key;
            _order.Enqueue(subject);
            return true;
        }
    }
}
