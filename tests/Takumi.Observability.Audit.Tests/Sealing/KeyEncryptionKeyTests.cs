using System.Security.Cryptography;
using Takumi.Observability.Sealing;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Sealing;

/// <summary>The two algorithms that everything rests on, held against published vectors, and the file of the key-encryption key.</summary>
public sealed class KeyEncryptionKeyTests : IDisposable
{
    private readonly PrivateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory] // RFC 5649, section 6
    [InlineData("c37b7e6492584340bed12207808941155068f738", "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a")]
    [InlineData("466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f")]
    public void Key_wrap_is_that_of_the_standard(string content, string wrapped)
    {
        using var aes = Aes.Create();
        aes.SetKey(Convert.FromHexString("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8"));
        Convert.ToHexStringLower(aes.EncryptKeyWrapPadded(Convert.FromHexString(content))).ShouldBe(wrapped);
        Convert.ToHexStringLower(aes.DecryptKeyWrapPadded(Convert.FromHexString(wrapped))).ShouldBe(content);
    }

    [Fact] // NIST CAVP, KWP-AE with AES-256, a plaintext of 8 bits
    public async Task A_key_file_wraps_as_the_standard_says()
    {
        var key = new FileKeyEncryptionKey(KeyFile(Convert.FromHexString("068b05d0059024 38bb7a837c18ca4d7a bab63c7de558993df68492b3cf3c1c3c".Replace(" ", "", StringComparison.Ordinal))));
        Convert.ToHexStringLower(await key.WrapAsync(new byte[] { 0x24 }, CancellationToken.None)).ShouldBe("d54525e33b8d29aa1497ffeb13acd10a");
        (await key.UnwrapAsync(Convert.FromHexString("d54525e33b8d29aa1497ffeb13acd10a"), CancellationToken.None)).ShouldBe([0x24]);
        await Should.ThrowAsync<CryptographicException>(async () => await key.UnwrapAsync(Convert.FromHexString("d54525e33b8d29aa1497ffeb13acd10b"), CancellationToken.None));
    }

    [Fact] // McGrew and Viega, The Galois/Counter Mode of Operation, test case 16
    public void A_persons_key_seals_as_the_standard_says()
    {
        using var key = new SubjectKey(Convert.FromHexString("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
        var plaintext = Convert.FromHexString("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        var (ciphertext, tag) = (new byte[plaintext.Length], new byte[16]);
        key.TryEncrypt(Convert.FromHexString("cafebabefacedbaddecaf888"), plaintext, ciphertext, tag, Convert.FromHexString("feedfacedeadbeeffeedfacedeadbeefabaddad2")).ShouldBeTrue();
        Convert.ToHexStringLower(ciphertext).ShouldBe("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662");
        Convert.ToHexStringLower(tag).ShouldBe("76fc6ece0f4e1768cddf8853bb2d551b");
    }

    [Fact]
    public void A_destroyed_key_does_nothing_any_more()
    {
        var key = new SubjectKey(new byte[32]);
        key.Id.ShouldBe("66687aadf862bd776c8fc18b8e9f8e20"); // SHA-256 of 32 zero bytes
        key.Dispose();
        key.TryEncrypt(new byte[12], [], [], new byte[16], []).ShouldBeFalse();
        key.TryDecrypt(new byte[12], [], new byte[16], [], []).ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_may_be_base64_as_openssl_writes_it()
    {
        var raw = RandomNumberGenerator.GetBytes(32);
        var text = KeyFile(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(raw) + "\n"));
        var wrapped = await new FileKeyEncryptionKey(text).WrapAsync(new byte[48], CancellationToken.None);
        (await new FileKeyEncryptionKey(KeyFile(raw)).UnwrapAsync(wrapped, CancellationToken.None)).ShouldBe(new byte[48]);
        wrapped.Length.ShouldBe(56);
    }

    [Fact]
    public void What_is_no_key_is_said()
    {
        var missing = _folder.Combine("nowhere");
        Should.Throw<InvalidOperationException>(() => new FileKeyEncryptionKey(missing)).Message.ShouldBe($"The key-encryption key '{missing}' does not exist; allowed: a file with 32 random bytes or their base64.");
        foreach (var content in (byte[][])[[], new byte[31], new byte[33], [.. new byte[43], (byte)'='], System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(new byte[31]))])
        {
            var path = KeyFile(content);
            Should.Throw<InvalidOperationException>(() => new FileKeyEncryptionKey(path)).Message.ShouldBe($"The key-encryption key '{path}' holds no key; allowed: 32 random bytes or their base64.");
        }
    }

    [Fact]
    public void A_key_that_others_can_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        var path = KeyFile(new byte[32]);
        foreach (var allowed in (UnixFileMode[])[UnixFileMode.UserRead, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead])
        {
            File.SetUnixFileMode(path, allowed);
            _ = new FileKeyEncryptionKey(path);
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Should.Throw<InvalidOperationException>(() => new FileKeyEncryptionKey(path)).Message.ShouldBe($"The key-encryption key '{path}' is open to others (OtherRead); allowed: mode 0600, 0400, 0640 or 0440.");
    }

    private string KeyFile(byte[] content) => SealedService.WriteKey(_folder.Combine(Guid.NewGuid().ToString("N")), content);
}
