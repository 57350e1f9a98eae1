using System.Runtime.InteropServices;

namespace Takumi.Observability.Storage;

/// <summary>A disk call failed.</summary>
internal sealed class DiskException(string call, string path, string reason, Exception? inner = null) : IOException($"{call} {path}: {reason}", inner)
{
    public static DiskException FromErrno(string call, string path, int errno) => new(call, path, $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})");
}
