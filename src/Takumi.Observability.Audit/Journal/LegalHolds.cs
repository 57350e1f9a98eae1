using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>Reasons why nothing may be dropped: a file each, named by a hash of the reason. A file that somebody else put there holds as well.</summary>
internal sealed class LegalHolds(IDisk disk, JournalLayout layout)
{
    // Lifted, but not for certain: it is asked for again until the directory is synced, and must not be answered then that none stood.
    private readonly HashSet<string> _lifting = new(StringComparer.Ordinal);

    public bool Any => disk.List(layout.Holds).Any(name => !name.EndsWith(JournalLayout.AsideSuffix, StringComparison.Ordinal));

    /// <summary>On return nothing is dropped any more, whatever happens to the machine. Twice is once.</summary>
    /// <exception cref="DiskException">It is not certain.</exception>
    public RequestOutcome Place(RequestFile request)
    {
        if (string.IsNullOrWhiteSpace(request.Detail))
            return RequestOutcome.Refused("detail says what the hold is for");
        disk.EnsureDirectory(layout.Holds);
        disk.Replace(PathOf(request.Detail), request.ToBytes());
        return RequestOutcome.Done(request.Detail);
    }

    /// <exception cref="DiskException">It is not certain.</exception>
    public RequestOutcome Lift(RequestFile request)
    {
        if (request.Detail is not { } reason || (disk.Read(PathOf(reason)) is null && !_lifting.Contains(reason)))
            return RequestOutcome.Refused($"no hold stands for '{request.Detail}'");
        _lifting.Add(reason);
        if (disk.Read(PathOf(reason)) is not null)
            disk.Delete(PathOf(reason));
        disk.SyncDirectory(layout.Holds);
        _lifting.Remove(reason);
        return RequestOutcome.Done(reason);
    }

    private string PathOf(string reason) => Path.Join(layout.Holds, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reason))) + JournalLayout.RequestSuffix);
}
