using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Notes;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary>
/// The newest checkpoint that this user has seen of each log, one file a log. It is what makes a second verification prove completeness up
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

    /// <summary>The note that is kept of a log, or null.</summary>
    /// <exception cref="UnusableAuditInputException">There is one, and no given key signed it: forgetting it must be somebody's decision.</exception>
    public byte[]? Recall(string origin, NoteReader reader)
    {
        var path = PathOf(origin);
        if (!File.Exists(path))
            return null;
        var bytes = File.ReadAllBytes(path);
        return reader.TryRead(bytes, origin, out _, out var reason)
            ? bytes
            : throw new UnusableAuditInputException($"The checkpoint remembered of this log, '{path}', cannot be used: {reason}. Give the key that signed it as well, or remove the file.");
    }

    /// <summary>Keeps the note unless one over more records is kept already.</summary>
    public void Remember(string origin, long size, ReadOnlyMemory<byte> note)
    {
        Directory.CreateDirectory(directory);
        var path = PathOf(origin);
        if (File.Exists(path) && SignedNote.TryParse(File.ReadAllBytes(path), out var kept, out _) && Checkpoint.TryParse(kept.Text, out var checkpoint) && checkpoint.Size >= size)
            return;
        var aside = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllBytes(aside, note.ToArray());
        File.Move(aside, path, overwrite: true);
    }

    private string PathOf(string origin) =>
        Path.Join(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin))) + ".note");
}
