namespace Takumi.Observability.Storage;

/// <summary>What is made of several disk calls.</summary>
internal static class DiskExtensions
{
    /// <summary>Puts a file in place whole or not at all. On return content and name are durable; after a failure the old file stands, or the new one.</summary>
    public static void Replace(this IDisk disk, string path, ReadOnlySpan<byte> content)
    {
        var aside = path + Format.JournalLayout.AsideSuffix;
        using (var file = disk.Open(aside))
        {
            file.SetLength(0);
            file.Write(content, 0);
            file.Sync();
        }

        disk.Rename(aside, path);
        disk.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Creates a directory and makes its name durable.</summary>
    public static void EnsureDirectory(this IDisk disk, string path)
    {
        disk.CreateDirectory(path);
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
            disk.SyncDirectory(parent);
    }
}
