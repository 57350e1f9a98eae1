using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Audit.Tests.Storage;

public class RemoteFileSystemTests
{
    [Theory]
    [InlineData(0x6969u, "nfs")]
    [InlineData(0xFF534D42u, "smb")]
    [InlineData(0xFE534D42u, "smb")]
    [InlineData(0x65735546u, "fuse")]
    [InlineData(0x01021997u, "9p")]
    [InlineData(0xEF53u, null)] // ext2 to ext4
    [InlineData(0x58465342u, null)] // xfs
    [InlineData(0x9123683Eu, null)] // btrfs
    [InlineData(0x01021994u, null)] // tmpfs
    [InlineData(0x794C7630u, null)] // overlayfs
    public void A_file_system_is_known_by_its_type(uint type, string? name) => RemoteFileSystem.NameOf(type).ShouldBe(name);

    [Fact]
    public async Task A_journal_on_one_is_refused_unless_that_is_allowed()
    {
        var settings = new JournalSettings { Directory = "/journal", Service = "test" };
        using (var refused = Open(settings))
        {
            (await Should.ThrowAsync<JournalRefusedException>(refused.StartAsync())).Message
                .ShouldBe("The journal /journal is on nfs, which does not promise that a synced record stays. Allowed: a local disk, or AllowRemoteFileSystem.");
        }

        using var allowed = Open(settings with { AllowRemoteFileSystem = true });
        (await allowed.StartAsync()).Service.ShouldBe("test");
    }

    private static JournalThread Open(JournalSettings settings) => new(new RecordingDisk { Remote = "nfs" }, settings, _ => [], TimeProvider.System, NullLogger.Instance);
}
