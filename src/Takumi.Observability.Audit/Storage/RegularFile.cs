using System.Buffers.Binary;

namespace Takumi.Observability.Storage;

/// <summary>
/// Tells files from what only looks like one in a listing. Who opens a pipe waits until somebody writes, and a device may have no end: who reads a directory of somebody else's
/// looks before the open.
/// </summary>
internal static class RegularFile
{
    /// <summary>Whether the path, links followed, is a file; also where it isn't there, or the platform can't say: the open then tells more.</summary>
    public static unsafe bool Is(string path)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        const uint type = 0x1; // STATX_TYPE
        Span<byte> statx = stackalloc byte[256];
        int result;
        fixed (byte* pointer = statx)
            result = Libc.Status(Libc.WorkingDirectory, path, 0, type, pointer);
        return result < 0 || (BinaryPrimitives.ReadUInt16LittleEndian(statx[28..]) & 0xF000) == 0x8000; // S_IFMT, S_IFREG
    }
}
