using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Verification;

namespace RestoreDrill;

/// <summary>The steps, one after the other. The first that is not as promised ends it with a <see cref="BrokenPromiseException"/>.</summary>
internal static class Drill
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(string directory)
    {
        // The machine that will be lost, and what lies elsewhere: another machine, in earnest.
        var places = new Places(
            Path.Join(directory, "machine", "audit"), Path.Join(directory, "machine", "keys"),
            Path.Join(directory, "elsewhere", "anchor"), Path.Join(directory, "elsewhere", "audit.pem"), Path.Join(directory, "elsewhere", "kek"));
        var (journal, anchor) = (places.Journal, places.Anchor);
        var stale = Path.Join(directory, "elsewhere", "stale");
        var newest = Path.Join(directory, "elsewhere", "newest");
        var keys = Path.Join(directory, "elsewhere", "keys");
        var publicKey = MakeKeys(places);

        Step("A service keeps an audit journal, and seals what is personal. Its signing key, key-encryption key and anchor lie elsewhere.");
        using var service = await ServiceProcess.StartAsync(places);
        Promise(service.Answer == ServiceProcess.Started, $"the service starts: {service.Answer}");
        var size = await service.WriteAsync(3000);
        var noteBefore = await AnchoredAsync(anchor, size);
        Told($"the anchor holds the checkpoint over {size} records");

        Step("A copy is taken while the service writes.");
        var writing = service.WriteAsync(10_000);
        await AnchoredAsync(anchor, size + 1000);
        Backup.Copy(journal, stale);
        size = await writing;
        var copied = await VerifyAsync(stale, publicKey, noteBefore);
        Promise(IsProven(copied), $"held against the checkpoint from before, the copy is {Verdict(copied)}");
        Told($"it ends after {copied.Records} of {size} records{(copied.TornTail is { } torn ? $" and {torn.Bytes} bytes of a torn line" : "")}");

        Step("The key store has backups of its own. After one of them a person is erased.");
        Backup.CopyKeys(places.KeyStore, keys);
        await Persons.EraseAsync(journal, "u-1");

        Step("The service goes on, and a newer copy is taken.");
        size = await service.WriteAsync(1000);
        Backup.Copy(journal, newest);
        var note = await AnchoredAsync(anchor, size);
        Told($"the anchor holds the checkpoint over {size} records");

        Step("The machine is lost: the service is killed, its directory is gone.");
        await service.KillAsync();
        Directory.Delete(Path.Join(directory, "machine"), recursive: true);

        Step("The older copy is restored by mistake.");
        Backup.Copy(stale, journal);
        using (var mistaken = await ServiceProcess.StartAsync(places))
            Promise(mistaken.Answer != ServiceProcess.Started, $"the service is refused: {mistaken.Answer}");
        var refuted = await VerifyAsync(journal, publicKey, note);
        // A copy may end in the middle of a line. Below a checkpoint that is no crash: the verifier then calls the line broken, else the records behind it missing.
        Promise(refuted is { Integrity: AuditIntegrity.Broken } or { Completeness: AuditCompleteness.Refuted }, $"held against the anchor's checkpoint, the copy is {Verdict(refuted)}");
        var lost = refuted.Fault?.FirstSequence ?? refuted.Missing[0].First;
        Promise(lost == copied.Records, $"the first lost record is {lost}");

        Step("The newest copy is restored.");
        Directory.Delete(journal, recursive: true);
        Backup.Copy(newest, journal);
        var restored = await VerifyAsync(journal, publicKey, note);
        Promise(IsProven(restored) && restored.ProvenBelow == size, $"held against the anchor's checkpoint, it is {Verdict(restored)}, all {restored.ProvenBelow} records");

        Step("The key store is restored as well: the journal is whole without it, and what is sealed can't be read.");
        Promise(!Directory.Exists(places.KeyStore), "there are no keys");
        Backup.CopyKeys(keys, places.KeyStore);
        var back = await Persons.ReadAsync(places);
        Promise(back["u-0"] > 0 && back["u-1"] > 0, $"it can be read again, {back["u-1"]} records of the erased person among them");
        Promise(Persons.EraseAgain(places) == 1, "who was erased after that backup is erased once more: the journal names the key");
        var readable = await Persons.ReadAsync(places);
        Promise(readable["u-0"] == back["u-0"], $"of the others {readable["u-0"]} records can be read");
        Promise(readable["u-1"] == 0, "of the erased person none");

        Step("The service starts on it and goes on.");
        using var resumed = await ServiceProcess.StartAsync(places);
        Promise(resumed.Answer == ServiceProcess.Started, $"the service starts: {resumed.Answer}");
        size = await resumed.WriteAsync(100);
        var noteAfter = await AnchoredAsync(anchor, size);
        await resumed.StopAsync();
        var continued = await VerifyAsync(journal, publicKey, noteBefore, note, noteAfter);
        Promise(IsProven(continued) && continued.ProvenBelow >= size, $"held against the anchor's checkpoints from before and after the loss, it is {Verdict(continued)}, all {continued.ProvenBelow} records");
    }

    /// <summary>Makes what <c>takumi audit key new</c> and <c>openssl rand</c> make, and returns the public half of the signing key.</summary>
    private static string MakeKeys(Places places)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Directory.CreateDirectory(Path.GetDirectoryName(places.SigningKey)!);
        File.WriteAllText(places.SigningKey, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllBytes(places.KeyEncryptionKey, RandomNumberGenerator.GetBytes(32));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(places.SigningKey, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetUnixFileMode(places.KeyEncryptionKey, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return key.ExportSubjectPublicKeyInfoPem();
    }

    /// <summary>The anchor's checkpoint, as soon as it covers that many records: anchors are told a moment after the checkpoint is signed.</summary>
    private static async Task<byte[]> AnchoredAsync(string anchor, long size)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!patience.IsCancellationRequested)
        {
            if (Directory.Exists(anchor) && Directory.GetFiles(anchor, "*.note") is [var file] && await File.ReadAllBytesAsync(file) is var note && SizeOf(note) >= size)
                return note;
            await Task.Delay(20);
        }

        throw new BrokenPromiseException($"the anchor does not hold a checkpoint over {size} records.");
    }

    /// <summary>The second line of a checkpoint is its size (c2sp.org/tlog-checkpoint).</summary>
    private static long SizeOf(byte[] note) => long.Parse(Encoding.UTF8.GetString(note).Split('\n')[1], CultureInfo.InvariantCulture);

    private static Task<AuditVerification> VerifyAsync(string journal, string publicKey, params byte[][] notes) =>
        new AuditVerifier(new AuditVerifierOptions { Keys = [publicKey], TrustedNotes = [.. notes.Select(note => new ReadOnlyMemory<byte>(note))] }).VerifyAsync(journal);

    private static bool IsProven(AuditVerification result) => result is { Integrity: AuditIntegrity.Intact, Completeness: AuditCompleteness.Proven };

    private static string Verdict(AuditVerification result) => result switch
    {
        { Integrity: AuditIntegrity.Broken } => $"broken: {result.Fault?.Reason}",
        { Completeness: AuditCompleteness.Refuted } => $"refuted: records {result.Missing[0].First} to {result.Missing[0].Last} are missing",
        _ when IsProven(result) => "intact, and proven to be complete",
        _ => "not established",
    };

    private static void Step(string step) => Console.WriteLine(step);

    private static void Told(string seen) => Console.WriteLine($"  {seen}");

    private static void Promise(bool kept, string seen)
    {
        if (!kept)
            throw new BrokenPromiseException(seen);
        Told(seen);
    }
}
