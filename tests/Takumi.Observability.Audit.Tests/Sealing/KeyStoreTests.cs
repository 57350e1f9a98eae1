using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Audit.Tests.Storage;
using Takumi.Observability.Sealing;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Sealing;

/// <summary>The store and the keys in use, step by step.</summary>
public sealed class KeyStoreTests
{
    private readonly RecordingDisk _disk = new();
    private readonly MemoryKek _kek = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_reads_from_a_file_name_who_is_known_here()
    {
        using var one = await OpenAsync(_disk, "/one");
        using var other = await OpenAsync(_disk, "/other");
        (await one.CreateAsync("u-7", Cancellation)).Dispose();
        (await other.CreateAsync("u-7", Cancellation)).Dispose();
        Names("/one").ShouldHaveSingleItem().ShouldNotBe(Names("/other").ShouldHaveSingleItem());

        IEnumerable<string> Names(string directory) => _disk.List(directory).Where(name => name.EndsWith(KeyStore.KeySuffix, StringComparison.Ordinal) && name != "names.key");
    }

    [Fact]
    public async Task Keys_without_the_key_of_their_names_stop_the_start()
    {
        using (var store = await OpenAsync(_disk))
            (await store.CreateAsync("u-7", Cancellation)).Dispose();
        _disk.Delete("/keys/names.key");
        (await Should.ThrowAsync<InvalidOperationException>(() => OpenAsync(_disk))).Message.ShouldBe("The key store '/keys' has keys but no names.key: restore it.");
    }

    [Fact]
    public async Task A_store_on_another_machine_is_refused_unless_it_is_allowed()
    {
        _disk.Remote = "nfs";
        (await Should.ThrowAsync<InvalidOperationException>(() => OpenAsync(_disk))).Message.ShouldBe(
            "The key store '/keys' is on nfs, which does not promise that a synced key stays. Allowed: a local disk, or AllowRemoteFileSystem.");
        using var store = new KeyStore(_disk, "/keys", _kek);
        await store.OpenAsync(allowRemote: true, Cancellation);
    }

    [Fact]
    public async Task A_key_that_a_killed_process_left_is_durable_before_it_is_used()
    {
        using (var killed = await OpenAsync(_disk))
        {
            _disk.Fails = static (_, call) => call == "fsync";
            await Should.ThrowAsync<DiskException>(async () => await killed.CreateAsync("u-7", Cancellation));
            _disk.Fails = static (_, _) => false;
        }

        using var next = await OpenAsync(_disk);
        using var found = (await next.FindAsync("u-7", Cancellation)).ShouldNotBeNull();
        using var last = await OpenAsync(_disk.AfterPowerLoss(static _ => 1));
        using var kept = (await last.FindAsync("u-7", Cancellation)).ShouldNotBeNull();
        kept.Id.ShouldBe(found.Id);
    }

    [Fact]
    public async Task A_key_whose_name_is_in_doubt_is_durable_before_the_same_store_finds_it()
    {
        using var store = await OpenAsync(_disk);
        _disk.Fails = static (_, call) => call == "fsync";
        await Should.ThrowAsync<DiskException>(async () => await store.CreateAsync("u-7", Cancellation));
        await Should.ThrowAsync<DiskException>(async () => await store.FindAsync("u-7", Cancellation));
        _disk.Fails = static (_, _) => false;

        using var found = (await store.FindAsync("u-7", Cancellation)).ShouldNotBeNull();
        using var next = await OpenAsync(_disk.AfterPowerLoss(static _ => 1));
        using var kept = (await next.FindAsync("u-7", Cancellation)).ShouldNotBeNull();
        kept.Id.ShouldBe(found.Id);
    }

    [Fact]
    public async Task A_file_that_names_another_key_than_it_holds_is_found_out()
    {
        using var store = await OpenAsync(_disk);
        (await store.CreateAsync("u-7", Cancellation)).Dispose();
        var (id, name) = store.Index().ShouldHaveSingleItem();
        var path = $"/keys/{Convert.ToHexStringLower(name)}{KeyStore.KeySuffix}";
        var renamed = Encoding.ASCII.GetString(_disk.Read(path)!).Replace(id, new string('0', id.Length), StringComparison.Ordinal);
        _disk.Replace(path, Encoding.ASCII.GetBytes(renamed));

        (await Should.ThrowAsync<CryptographicException>(async () => await store.FindAsync("u-7", Cancellation))).Message.ShouldBe("The wrapped key belongs to another file.");
    }

    [Fact]
    public async Task A_key_that_is_being_read_while_it_is_erased_does_not_come_back()
    {
        string erased;
        using (var store = await OpenAsync(_disk))
        using (var key = await store.CreateAsync("u-7", Cancellation))
            erased = key.Id;

        using var keys = new SubjectKeys(await OpenAsync(_disk));
        var (gate, asked) = (new TaskCompletionSource(), _kek.Calls);
        _kek.Gate = gate.Task;
        var reading = keys.GetAsync("u-7", Cancellation).AsTask();
        await Poll.UntilAsync(() => _kek.Calls == asked + 1, () => "the key to be read", Cancellation);
        keys.Erase(SubjectDigest.Of("u-7")).ShouldBe(erased);
        gate.SetResult();
        (await reading).Id.ShouldNotBe(erased);
    }

    [Fact]
    public async Task An_erasure_that_was_not_certain_at_first_names_the_key_when_it_is()
    {
        using var keys = new SubjectKeys(await OpenAsync(_disk));
        var erased = (await keys.GetAsync("u-7", Cancellation)).Id;
        _disk.Fails = static (_, call) => call == "fsync";
        Should.Throw<DiskException>(() => keys.Erase(SubjectDigest.Of("u-7")));
        _disk.Fails = static (_, _) => false;
        keys.Erase(SubjectDigest.Of("u-7")).ShouldBe(erased);
        keys.Erase(SubjectDigest.Of("u-7")).ShouldBeNull();
    }

    [Fact]
    public async Task The_next_owner_gets_the_store_when_no_key_is_being_stored_any_more()
    {
        var store = await OpenAsync(_disk);
        var closing = new Thread(store.Dispose);
        var isClosed = false;
        _disk.Fails = (_, call) =>
        {
            if (call != "rename")
                return false;
            closing.Start();
            SpinWait.SpinUntil(() => (closing.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0);
            isClosed = !closing.IsAlive;
            return false;
        };
        (await store.CreateAsync("u-7", Cancellation)).Dispose();
        isClosed.ShouldBeFalse("it would replace the key that the next owner makes for the same person");
        closing.Join();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await store.CreateAsync("u-8", Cancellation));
    }

    [Fact]
    public async Task An_erased_key_seals_nothing_more_for_who_has_it_in_hand()
    {
        using var keys = new SubjectKeys(await OpenAsync(_disk));
        var (erased, other) = (await keys.GetAsync("u-7", Cancellation), await keys.GetAsync("u-8", Cancellation));
        keys.Erase(SubjectDigest.Of("u-7")).ShouldBe(erased.Id);
        CanSeal(erased).ShouldBeFalse();
        CanSeal(other).ShouldBeTrue();
        (await keys.GetAsync("u-8", Cancellation)).ShouldBeSameAs(other);

        static bool CanSeal(SubjectKey key) => key.TryEncrypt(new byte[SubjectKey.NonceBytes], [], [], new byte[SubjectKey.TagBytes], []);
    }

    [Fact]
    public async Task So_many_keys_are_in_memory_and_the_others_come_from_the_store()
    {
        using var keys = new SubjectKeys(await OpenAsync(_disk), capacity: 2);
        var first = await keys.GetAsync("u-1", Cancellation);
        await keys.GetAsync("u-2", Cancellation);
        await keys.GetAsync("u-3", Cancellation);
        first.TryEncrypt(new byte[SubjectKey.NonceBytes], [], [], new byte[SubjectKey.TagBytes], []).ShouldBeFalse("it was put away");
        (await keys.GetAsync("u-1", Cancellation)).Id.ShouldBe(first.Id);
    }

    private async Task<KeyStore> OpenAsync(RecordingDisk disk, string directory = "/keys")
    {
        var store = new KeyStore(disk, directory, _kek);
        await store.OpenAsync(allowRemote: false, Cancellation);
        return store;
    }
}
