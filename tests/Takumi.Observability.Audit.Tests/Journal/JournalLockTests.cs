using Takumi.Observability.Audit.Tests.Health;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Journal;

/// <summary>Who is refused learns by whom.</summary>
public sealed class JournalLockTests : IDisposable
{
    private const string OneWriter = "A journal has one writer; WaitForLock (now 00:00:00) lets a rolling deploy wait for the old one.";

    private readonly PrivateFolder _folder = new();

    private JournalLayout Layout => new(_folder.Path);

    [Fact]
    public void A_second_process_is_refused_with_the_pid_and_host_of_the_first()
    {
        using var owner = LocalDisk.Open().TryLock(Layout.LockFile)!;
        owner.Write("4711 elsewhere 0f8fad5bd9cb469fa16570867728950e\n"u8, 0);
        Refusal(LocalDisk.Open()).ShouldBe($"The journal {_folder.Path} is in use by another process (pid and host: 4711 elsewhere). {OneWriter}");
    }

    [Fact]
    public void A_second_journal_of_the_process_is_refused_as_that()
    {
        using var owner = Take(LocalDisk.Open());
        Refusal(LocalDisk.Open()).ShouldBe($"The journal {_folder.Path} is in use by another journal of this process, which was opened twice or is not disposed yet. {OneWriter}");
    }

    [Fact]
    public void An_owner_whose_lock_cannot_be_read_is_refused_all_the_same()
    {
        var disk = new PortableDisk(); // its lock keeps readers away, too
        using var owner = Take(disk);
        Refusal(disk).ShouldBe($"The journal {_folder.Path} is in use by another owner, who can't be told. {OneWriter}");
    }

    [Fact]
    public void A_disk_that_refuses_the_owners_name_gets_the_lock_back()
    {
        var disk = new BrokenDisk(LocalDisk.Open()) { IsBroken = true };
        Should.Throw<DiskException>(() => Take(disk)).Message.ShouldBe("write the disk: is broken");
        disk.IsBroken = false;
        Take(disk).Dispose();
    }

    public void Dispose() => _folder.Dispose();

    private IDiskFile Take(IDisk disk) => JournalLock.Take(disk, Layout, TimeSpan.Zero, new ManualTimeProvider(), CancellationToken.None);

    private string Refusal(IDisk disk) => Should.Throw<JournalRefusedException>(() => Take(disk)).Message;
}
