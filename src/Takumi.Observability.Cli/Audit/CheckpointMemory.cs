using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Notes;

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

    public byte[]? Recall(string origin)
    {
        var path = PathOf(origin);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>Keeps the note unless one over more records is kept already.</summary>
    public void Remember(string origin, long size, ReadOnlyMemory<byte> note)
    {
        if (Recall(origin) is { } bytes && SignedNote.TryParse(bytes, out var kept, out _) && Checkpoint.TryParse(kept.Text, out var checkpoint) && checkpoint.Size >= size)
            return;
        Directory.CreateDirectory(directory);
        var path = PathOf(origin);
        var aside = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllBytes(aside, note.ToArray());
        File.Move(aside, path, overwrite: true);
    }

    private string PathOf(string origin) =>
        Path.Join(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin))) + ".note");
}
