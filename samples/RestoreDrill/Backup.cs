namespace RestoreDrill;

/// <summary>Copies a journal, also while its service writes. The order is that of "Backup and restore" in the README of Takumi.Observability.Audit.</summary>
internal static class Backup
{
    // A checkpoint is signed after its records are on disk, so what is copied after it has them. The other way round, the copy would lack records that its own checkpoints cover.
    private static readonly string[] s_order = ["checkpoints", "handovers", "segments", "holds"];

    public static void Copy(string journal, string copy)
    {
        foreach (var part in s_order)
        {
            var from = Path.Join(journal, part);
            if (!Directory.Exists(from))
                continue;
            var to = Directory.CreateDirectory(Path.Join(copy, part)).FullName;
            // First the whole list, then the files in ascending order: a segment that begins meanwhile is left out, and the one before it is copied last.
            foreach (var file in Directory.GetFiles(from).Order(StringComparer.Ordinal))
                File.Copy(file, Path.Join(to, Path.GetFileName(file)));
        }
    }
    /// <summary>Copies a key store to where its backups lie, which is not where those of the journal do.</summary>
    public static void CopyKeys(string keyStore, string copy)
    {
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(keyStore, "*.key"))
            File.Copy(file, Path.Join(copy, Path.GetFileName(file)));
    }
}
