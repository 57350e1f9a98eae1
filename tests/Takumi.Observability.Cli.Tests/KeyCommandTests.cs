using Takumi.Observability.Notes;

namespace Takumi.Observability.Cli.Tests;

public sealed class KeyCommandTests : IDisposable
{
    private readonly TakumiSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task A_new_key_is_private_and_shown_by_its_public_half()
    {
        var made = await TakumiSession.RunAsync("key", "new", _session.PathOf("new.pem"), "--origin", _session.Journal.Origin);

        made.ExitCode.ShouldBe(0);
        var pem = await File.ReadAllTextAsync(_session.PathOf("new.pem"), TestContext.Current.CancellationToken);
        using var signer = EcdsaNoteSigner.FromPem(pem);
        var key = new NoteKey(null, signer.SignatureType, signer.PublicKey);
        made.Output.ShouldBe($"id    {key.Id:x8}\nvkey  {key.ToVerifierKey(_session.Journal.Origin)}\n{key.ToPem()}\n");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(_session.PathOf("new.pem")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (await TakumiSession.RunAsync("key", "new", _session.PathOf("new.pem"))).ExitCode.ShouldBe(2);
        (await File.ReadAllTextAsync(_session.PathOf("new.pem"), TestContext.Current.CancellationToken)).ShouldBe(pem);
    }

    [Fact]
    public async Task A_verifier_key_does_what_a_pem_does_and_names_the_log()
    {
        var vkey = (await TakumiSession.RunAsync("key", _session.Key, "--origin", _session.Journal.Origin)).Output.Split('\n')[1]["vkey  ".Length..];
        await File.WriteAllTextAsync(_session.PathOf("log.vkey"), vkey, TestContext.Current.CancellationToken);

        var verified = await TakumiSession.RunAsync("verify", _session.Journal.Root, "--key", _session.PathOf("log.vkey"), "--trusted", _session.Held(36), "--no-state");

        verified.ExitCode.ShouldBe(0, verified.Output);
        (await TakumiSession.RunAsync("verify", _session.Journal.Root, "--key", _session.PathOf("log.vkey"), "--no-state")).Output.ShouldNotContain("first sight");
    }

    [Fact]
    public async Task A_file_without_a_key_is_refused() =>
        (await TakumiSession.RunAsync("key", _session.Journal.NotePath(8))).ExitCode.ShouldBe(2);
}
