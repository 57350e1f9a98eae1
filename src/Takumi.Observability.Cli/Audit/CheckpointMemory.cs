using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Notes;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary>
/// The newest checkpoint that this user has seen of each log, one file a log, and beside it the notes that handed the log over to other keys. It is what makes a second verification prove completeness up
/// to the first. The file is named by a hash of the origin, since an origin may come from a directory that nobody trusts.
/// </summary>
internal sealed class CheckpointMemory(string directory)
{
    /// <summary><c>$XDG_STATE_HOME/takumi/audit</c>, by default <c>~/.local/state</c>; on Windows the local application data.</summary>
    public static string DefaultDirectory
    {
        get
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            var state = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg ? xdg : Path.Join(home, ".local", "state");
            return Path.Join(state, "takumi", "audit");
        }
    }

    /// <summary>What is kept of a log: the newest note, and those that handed it over to another key.</summary>
    /// <param name="origin">The log.</param>
    /// <param name="reader">Makes a reader that knows these handovers as well.</param>
    /// <exception cref="UnusableAuditInputException">There is a note that no key signed which may: forgetting it must be somebody's decision.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> Recall(string origin, Func<IReadOnlyList<ReadOnlyMemory<byte>>, NoteReader> reader)
    {
        var path = PathOf(origin);
        if (!File.Exists(path))
            return [];
        var bytes = File.ReadAllBytes(path);
        var handovers = Handovers(path).Order(StringComparer.Ordinal).Select(file => new ReadOnlyMemory<byte>(File.ReadAllBytes(file))).ToList();
        return reader(handovers).TryRead(bytes, origin, out _, out var reason)
            ? [bytes, .. handovers]
            : throw new UnusableAuditInputException($"The checkpoint remembered of this log, '{path}', cannot be used: {reason}. Give the key that signed it as well, or remove the file.");
    }

    /// <summary>Keeps the newest note, unless one over more records is kept already, and the handovers that led to its key.</summary>
    public void Remember(AuditVerification result)
    {
        Directory.CreateDirectory(directory);
        var path = PathOf(result.Origin!);
        foreach (var key in result.Keys.Where(key => key.Handover is not null && key.From <= result.ClaimedBelow))
            Write($"{path}.{key.From:d20}", key.Handover!.Value);
        if (!File.Exists(path) || !SignedNote.TryParse(File.ReadAllBytes(path), out var kept, out _) || !Checkpoint.TryParse(kept.Text, out var checkpoint) || checkpoint.Size < result.ClaimedBelow)
            Write(path, result.NewestNote!.Value);
    }

    private static IEnumerable<string> Handovers(string path) => Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".????????????????????");

    private static void Write(string path, ReadOnlyMemory<byte> note)
    {
        var aside = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllBytes(aside, note.ToArray());
        File.Move(aside, path, overwrite: true);
    }

    private string PathOf(string origin) =>
        Path.Join(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin))) + ".note");
}
