using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Takumi.Observability.Storage;

/// <summary>A local disk of Linux, by system calls: the only place where the journal's promise of durability is kept.</summary>
/// <remarks>64-bit processes only: the offsets of a 32-bit libc are too short.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class LinuxDisk : IDisk
{
    public IDiskFile Open(string path) => new LinuxFile(OpenDescriptor(path, Libc.ReadWrite | Libc.Create), path);

    /// <inheritdoc/>
    /// <remarks>Not by the BCL, whose every open takes an advisory lock of its own and so fails on the file that we lock.</remarks>
    public byte[]? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        using var file = new LinuxFile(OpenDescriptor(path, Libc.ReadOnly), path);
        var content = new byte[file.Length];
        return file.Read(content, 0) == content.Length ? content : throw new DiskException("pread", path, "the file became shorter while it was read");
    }

    public IReadOnlyList<string> List(string directory) => !Directory.Exists(directory)
        ? []
        : Guard("list", directory, () => Directory.GetFileSystemEntries(directory).Select(entry => Path.GetFileName(entry)).ToArray());

    public void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
            return;
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent && !Directory.Exists(parent))
        {
            CreateDirectory(parent);
            SyncDirectory(Path.GetDirectoryName(parent) is { Length: > 0 } grandparent ? grandparent : ".");
        }

        Guard("mkdir", path, () => Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    public void Rename(string from, string to) => Check("rename", from, Libc.Rename(from, to));

    public void Delete(string path) => Check("unlink", path, Libc.Unlink(path));

    /// <inheritdoc/>
    /// <remarks>The BCL cannot open a directory, hence cannot make a new name durable.</remarks>
    public void SyncDirectory(string path)
    {
        var descriptor = OpenDescriptor(path, Libc.ReadOnly);
        try
        {
            Check("fsync", path, Libc.Sync(descriptor));
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    public IDiskFile? TryLock(string path)
    {
        var descriptor = OpenDescriptor(path, Libc.ReadWrite | Libc.Create);
        int result;
        do
            result = Libc.Lock(descriptor, Libc.LockExclusive | Libc.LockNonBlocking);
        while (result < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);
        if (result == 0)
            return new LinuxFile(descriptor, path);

        var errno = Marshal.GetLastPInvokeError();
        _ = Libc.Close(descriptor);
        return errno == Libc.WouldBlock ? null : throw DiskException.FromErrno("flock", path, errno);
    }

    public unsafe string? RemoteFileSystem(string path)
    {
        Span<byte> statfs = stackalloc byte[512]; // the struct has 120 bytes; its first word is the type
        fixed (byte* pointer = statfs)
            Check("statfs", path, Libc.FileSystem(path, pointer));
        return Storage.RemoteFileSystem.NameOf(BinaryPrimitives.ReadUInt32LittleEndian(statfs));
    }

    public unsafe FileOwnership? Ownership(string path)
    {
        const uint modeAndOwner = 0x2 | 0x8; // STATX_MODE, STATX_UID
        Span<byte> statx = stackalloc byte[256];
        fixed (byte* pointer = statx)
            Check("statx", path, Libc.Status(Libc.WorkingDirectory, path, 0, modeAndOwner, pointer));
        var owner = BitConverter.ToUInt32(statx[20..]);
        var mode = (UnixFileMode)(BitConverter.ToUInt16(statx[28..]) & 0xFFF);
        return new FileOwnership(owner, Libc.EffectiveUser(), mode);
    }

    private static int OpenDescriptor(string path, int flags)
    {
        int descriptor;
        do
            descriptor = Libc.Open(path, flags | Libc.CloseOnExec, 0x180); // 0600
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);
        return Check("open", path, descriptor);
    }

    private static int Check(string call, string path, int result) =>
        result >= 0 ? result : throw DiskException.FromErrno(call, path, Marshal.GetLastPInvokeError());

    private static T Guard<T>(string call, string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiskException(call, path, e.Message, e);
        }
    }

    private sealed unsafe class LinuxFile(int descriptor, string path) : IDiskFile
    {
        private int _descriptor = descriptor;

        public long Length
        {
            get
            {
                var length = Libc.Seek(_descriptor, 0, 2);
                return length >= 0 ? length : throw DiskException.FromErrno("lseek", path, Marshal.GetLastPInvokeError());
            }
        }

        public int Read(Span<byte> buffer, long offset)
        {
            var done = 0;
            fixed (byte* pointer = buffer)
            {
                while (done < buffer.Length)
                {
                    var read = Libc.Read(_descriptor, pointer + done, buffer.Length - done, offset + done);
                    if (read == 0)
                        break;
                    if (read > 0)
                        done += (int)read;
                    else
                        ThrowUnlessInterrupted("pread");
                }
            }

            return done;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            fixed (byte* pointer = bytes)
            {
                for (var done = 0; done < bytes.Length;)
                {
                    var written = Libc.Write(_descriptor, pointer + done, bytes.Length - done, offset + done);
                    if (written > 0)
                        done += (int)written;
                    else
                        ThrowUnlessInterrupted("pwrite");
                }
            }
        }

        // fdatasync covers the length as well: without it the data could not be read back (fdatasync(2)).
        public void Sync() => Check("fdatasync", path, Libc.SyncData(_descriptor));

        public void SetLength(long length) => Check("ftruncate", path, Libc.Truncate(_descriptor, length));

        public void Dispose()
        {
            if (_descriptor >= 0)
                _ = Libc.Close(_descriptor);
            _descriptor = -1;
        }

        private void ThrowUnlessInterrupted(string call)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno != Libc.Interrupted)
                throw DiskException.FromErrno(call, path, errno);
        }
    }
}
