using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Takumi.Observability.Storage;

/// <summary>The system calls of Linux that the BCL has not, or whose errors it swallows. Flags are the same on x64 and arm64.</summary>
internal static partial class Libc
{
    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int CloseOnExec = 0x80000;

    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;

    public const int WorkingDirectory = -100; // AT_FDCWD

    public const int Interrupted = 4;
    public const int WouldBlock = 11;

    private const string Name = "libc";

    [LibraryImport(Name, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, uint mode);

    [LibraryImport(Name, EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport(Name, EntryPoint = "pread", SetLastError = true)]
    internal static unsafe partial nint Read(int descriptor, byte* buffer, nint count, long offset);

    [LibraryImport(Name, EntryPoint = "pwrite", SetLastError = true)]
    internal static unsafe partial nint Write(int descriptor, byte* buffer, nint count, long offset);

    [LibraryImport(Name, EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int SyncData(int descriptor);

    [LibraryImport(Name, EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(int descriptor);

    [LibraryImport(Name, EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int Truncate(int descriptor, long length);

    [LibraryImport(Name, EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Seek(int descriptor, long offset, int origin);

    [LibraryImport(Name, EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Rename(string from, string to);

    [LibraryImport(Name, EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unlink(string path);

    [LibraryImport(Name, EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(int descriptor, int operation);

    /// <summary>statx(2): the one stat whose struct is the same on every architecture.</summary>
    [LibraryImport(Name, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int Status(int directory, string path, int flags, uint mask, byte* statx);

    [LibraryImport(Name, EntryPoint = "geteuid")]
    internal static partial uint EffectiveUser();

    /// <summary>Asks the kernel about its clock and changes nothing. False where it must not be asked, as in some containers.</summary>
    /// <remarks>struct timex of 64-bit Linux, adjtimex(2): modes at 0, maxerror (µs) at 24, status at 40, 208 bytes in all.</remarks>
    internal static unsafe bool TryReadClock(out int state, out int status, out long maximumError)
    {
        Span<byte> timex = stackalloc byte[256];
        timex.Clear();
        fixed (byte* pointer = timex)
            state = AdjustClock(pointer);
        maximumError = BinaryPrimitives.ReadInt64LittleEndian(timex[24..]);
        status = BinaryPrimitives.ReadInt32LittleEndian(timex[40..]);
        return state >= 0;
    }

    [LibraryImport(Name, EntryPoint = "adjtimex", SetLastError = true)]
    private static unsafe partial int AdjustClock(byte* timex);

    [LibraryImport(Name, EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int FileSystem(string path, byte* statfs);
}
