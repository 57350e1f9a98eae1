using System.IO.Compression;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Cli.Tests;

/// <summary>What is sealed, at the command line: shown to who has the keys, and to nobody once it is erased.</summary>
public sealed class PersonalDataCommandTests
{
    [Fact]
    public async Task Show_and_tail_open_what_is_sealed_for_who_has_the_keys()
    {
        await using var journal = await SealedJournal.StartAsync();
        await journal.RecordAsync("u-1");

        (await ShowAsync(journal)).ShouldEndWith("userId=u-1  service=backend  environment=Development  ip=[sealed]  metadata.age=[sealed]\n");
        (await ShowAsync(journal, Keys(journal))).ShouldEndWith("userId=u-1  metadata={\"age\":41}  ip=198.51.100.7  service=backend  environment=Development\n");
        (await ShowAsync(journal, [.. Keys(journal), "--json"])).ShouldEndWith("\"userId\":\"u-1\",\"metadata\":{\"age\":41},\"ip\":\"198.51.100.7\",\"service\":\"backend\",\"environment\":\"Development\"}\n");
        (await TakumiSession.RunAsync(["tail", journal.Directory, "--event", "login", .. Keys(journal)])).Output.ShouldContain("ip=198.51.100.7");
    }

    [Fact]
    public async Task An_erased_person_is_shown_to_nobody_and_the_journal_verifies()
    {
        await using var journal = await SealedJournal.StartAsync();
        await journal.RecordAsync("u-1");
        await journal.RecordAsync("u-2");

        var erased = await TakumiSession.RunOnJournalAsync(["erase", journal.Directory, "--subject", "u-1", "--actor", "alice", "--on-behalf-of", "u-1's letter", .. TakumiSession.Patient]);
        erased.Error.ShouldBe("");
        erased.ExitCode.ShouldBe(0);
        erased.Output.ShouldMatch("^done, record [0-9]+: key [0-9a-f]{32}\n$");
        var lines = (await ShowAsync(journal, Keys(journal))).Split('\n');
        lines[0].ShouldEndWith("ip=[erased]  metadata.age=[erased]");
        lines[1].ShouldContain("ip=198.51.100.7");

        var key = Path.Join(journal.PathOf("."), "pub.pem");
        File.Copy(Path.Join(journal.Directory, "key.pub.pem"), key);
        await journal.RecordAsync("u-2");
        var state = journal.PathOf("state");
        (await TakumiSession.RunAsync("verify", journal.Directory, "--key", key, "--state", state)).ExitCode.ShouldBe(3);
        (await TakumiSession.RunAsync("verify", journal.Directory, "--key", key, "--state", state)).ExitCode.ShouldBe(0);

        (await TakumiSession.RunOnJournalAsync(["erase", journal.Directory, "--subject", "u-1", .. TakumiSession.Patient])).Output.ShouldEndWith(": there is no key of this subject\n");
    }

    [Fact]
    public async Task An_erasure_that_waits_for_the_service_does_not_name_the_person()
    {
        using var folder = new PrivateFolder();
        var requests = Directory.CreateDirectory(folder.Combine("requests"));
        (await TakumiSession.RunOnJournalAsync("erase", folder.Path, "--subject", "ann@example.com", "--actor", "alice")).ExitCode.ShouldBe(3);

        var request = await File.ReadAllTextAsync(requests.GetFiles().ShouldHaveSingleItem().FullName, TestContext.Current.CancellationToken);
        request.ShouldStartWith("""{"what":"erase","who":"alice","when":""");
        // printf %s ann@example.com | sha256sum
        request.ShouldEndWith("""  ,"detail":"71d4f55f72fa128dfb468a1a3901507c804b74316488744d769d7f4b16696476"}  """.Trim());
    }

    [Fact]
    public async Task A_bundle_has_the_record_in_clear_when_asked()
    {
        await using var journal = await SealedJournal.StartAsync();
        var sequence = await journal.RecordAsync("u-1");
        var key = Path.Join(journal.PathOf("."), "pub.pem");
        File.Copy(Path.Join(journal.Directory, "key.pub.pem"), key);
        string[] bundle = ["bundle", journal.Directory, $"{sequence}", "--key", key, "-o"];

        (await TakumiSession.RunAsync([.. bundle, journal.PathOf("sealed.zip")])).ExitCode.ShouldBe(0);
        (await TakumiSession.RunAsync([.. bundle, journal.PathOf("open.zip"), .. Keys(journal)])).ExitCode.ShouldBe(0);

        using (var closed = ZipFile.OpenRead(journal.PathOf("sealed.zip")))
            closed.GetEntry("record.opened.json").ShouldBeNull();
        using var opened = ZipFile.OpenRead(journal.PathOf("open.zip"));
        using var record = new StreamReader(opened.GetEntry("record.opened.json")!.Open());
        (await record.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("\"ip\":\"198.51.100.7\"");
        (await TakumiSession.RunAsync("verify", journal.PathOf("open.zip"), "--key", key)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Keys_that_do_not_fit_are_said()
    {
        await using var journal = await SealedJournal.StartAsync();
        (await TakumiSession.RunAsync("show", journal.Directory, "--kek", journal.Kek)).ShouldBe(new TakumiSession.Outcome(2, "", "--key-store and --kek are given together.\n"));
        (await TakumiSession.RunAsync("show", journal.Directory, "--key-store", journal.PathOf("nowhere"), "--kek", journal.Kek)).Error.ShouldBe($"There is no key store in '{journal.PathOf("nowhere")}'.\n");
        var other = journal.PathOf("other");
        File.Copy(journal.Kek, other);
        await File.WriteAllBytesAsync(other, new byte[32], TestContext.Current.CancellationToken);
        (await TakumiSession.RunAsync("show", journal.Directory, "--key-store", journal.KeyStore, "--kek", other)).Error.ShouldStartWith($"The key-encryption key does not open the key store '{journal.KeyStore}'; allowed: the key that it was made with. ");
    }

    private static string[] Keys(SealedJournal journal) => ["--key-store", journal.KeyStore, "--kek", journal.Kek];

    private static async Task<string> ShowAsync(SealedJournal journal, params string[] more)
    {
        var shown = await TakumiSession.RunOnJournalAsync(["show", journal.Directory, "--event", "login", .. more]);
        shown.Error.ShouldBe("");
        return shown.Output;
    }
}
