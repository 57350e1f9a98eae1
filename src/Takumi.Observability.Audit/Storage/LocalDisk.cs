namespace Takumi.Observability.Storage;

/// <summary>The disk of this machine.</summary>
internal static class LocalDisk
{
    public static IDisk Open() => OperatingSystem.IsLinux() && Environment.Is64BitProcess ? new LinuxDisk() : new PortableDisk();
}
