namespace Takumi.Observability.Storage;

/// <summary>File systems that are served by another machine or by a program: what they call synced is as good as that. Cluster file systems on shared disks count as local.</summary>
/// <remarks>The numbers are those of linux/magic.h and, for what the kernel's tree has not, of stat(1) in GNU coreutils.</remarks>
internal static class RemoteFileSystem
{
    /// <summary>The name, or null for any other; by the type that statfs(2) gives.</summary>
    public static string? NameOf(uint type) => type switch
    {
        0x6969 => "nfs",
        0x517B or 0xFF534D42 or 0xFE534D42 => "smb",
        0x00C36400 => "ceph",
        0x5346414F or 0x6B414653 => "afs",
        0x73757245 => "coda",
        0x01021997 => "9p",
        0x0BD00BD0 => "lustre",
        0x47504653 => "gpfs",
        0x19830326 => "beegfs",
        0xAAD7AAEA => "panfs",
        0x65735546 => "fuse",
        0x786F4256 => "vboxsf",
        0xBACBACBC => "vmhgfs",
        0x7C7C6673 => "prl_fs",
        _ => null,
    };
}
