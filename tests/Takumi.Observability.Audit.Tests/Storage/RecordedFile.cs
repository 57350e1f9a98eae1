namespace Takumi.Observability.Audit.Tests.Storage;

/// <summary>A file as the page cache shows it, as the disk has it, and what lies between the two.</summary>
internal sealed class RecordedFile
{
    public const int PageSize = 4096;

    private readonly List<Change> _pending = [];

    /// <summary>What a read returns.</summary>
    public byte[] Cached { get; private set; } = [];

    /// <summary>What is certainly there after a power loss.</summary>
    public byte[] Durable { get; private set; } = [];

    public void Write(byte[] bytes, long offset)
    {
        // The kernel writes page by page and in any order, so every page is a change of its own.
        for (var done = 0; done < bytes.Length;)
        {
            var at = offset + done;
            var length = (int)Math.Min(bytes.Length - done, PageSize - (at % PageSize));
            Apply(new Change(at, bytes.AsSpan(done, length).ToArray()));
            done += length;
        }
    }

    public void SetLength(long length) => Apply(new Change(length, null));

    /// <summary>Only what is pending is written: a page that a failed sync has marked clean stays away from the disk.</summary>
    public void Sync()
    {
        Durable = Settle(static _ => 0);
        _pending.Clear();
    }

    /// <summary>
    /// A sync that fails: some pages arrived, some did not, and all of them count as clean from now on, so that no later sync will write them.
    /// </summary>
    public void FailSync(Func<int, int> choose)
    {
        Durable = Settle(choose);
        _pending.Clear();
    }

    /// <summary>What the disk has after a power loss: of every unsynced change, all, nothing, or a page of zeros.</summary>
    public byte[] Settle(Func<int, int> choose)
    {
        var disk = Durable;
        foreach (var change in _pending)
        {
            switch (choose(change.Bytes is null ? 2 : 3))
            {
                case 0:
                    disk = change.ApplyTo(disk);
                    break;
                case 2:
                    disk = change.ZeroIn(disk, Durable.Length);
                    break;
            }
        }

        return disk;
    }

    public static RecordedFile Holding(byte[] content) => new() { Cached = content, Durable = content };

    private void Apply(Change change)
    {
        Cached = change.ApplyTo(Cached);
        _pending.Add(change);
    }

    private sealed record Change(long Offset, byte[]? Bytes)
    {
        public byte[] ApplyTo(byte[] content)
        {
            if (Bytes is null)
            {
                var cut = new byte[Offset];
                content.AsSpan(0, (int)Math.Min(content.Length, Offset)).CopyTo(cut);
                return cut;
            }

            var grown = new byte[Math.Max(content.Length, Offset + Bytes.Length)];
            content.CopyTo(grown, 0);
            Bytes.CopyTo(grown, Offset);
            return grown;
        }

        /// <summary>The length was recorded, the data was not: only what lies beyond the durable end reads as zeros.</summary>
        public byte[] ZeroIn(byte[] content, long durable)
        {
            var grown = new byte[Math.Max(content.Length, Offset + Bytes!.Length)];
            content.CopyTo(grown, 0);
            var start = (int)Math.Max(Offset, Math.Min(durable, grown.Length));
            var end = (int)(Offset + Bytes.Length);
            if (start < end)
                grown.AsSpan(start, end - start).Clear();
            return grown;
        }
    }
}
