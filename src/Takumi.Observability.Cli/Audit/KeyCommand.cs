using System.CommandLine;
using System.Security.Cryptography;
using Takumi.Observability.Notes;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary><c>takumi audit key</c>: makes a signing key, or shows the public half of one in the forms that verifiers take. A file named 'new' is shown as './new'.</summary>
internal static class KeyCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A key file: PEM private or public key, or verifier key." };
        var origin = Inputs.Origin();
        var command = new Command("key", "Shows a key's id, public PEM and, with --origin, its C2SP verifier key.") { file, origin, New() };
        command.SetAction(parsed => ShowAsync(parsed.GetRequiredValue(file), parsed.GetValue(origin), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static Command New()
    {
        var file = new Argument<string>("file") { Description = "The file to make; it must not exist." };
        var origin = Inputs.Origin();
        var command = new Command("new", "Makes an ECDSA P-256 private key in a file that its owner alone can read, and shows its public half.") { file, origin };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await CreateAsync(parsed.GetRequiredValue(file), cancellationToken);
            return await ShowAsync(parsed.GetRequiredValue(file), parsed.GetValue(origin), parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static async Task<int> ShowAsync(string file, string? origin, TextWriter output)
    {
        var key = Read(file);
        await output.WriteLineAsync($"id    {key.Id:x8}");
        if ((origin ?? key.Name) is { } name)
            await output.WriteLineAsync($"vkey  {key.ToVerifierKey(name)}");
        await output.WriteLineAsync(key.ToPem());
        return ExitCode.Good;
    }

    private static async Task CreateAsync(string file, CancellationToken cancellationToken)
    {
        using var signer = EcdsaNoteSigner.Generate();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // never readable by others, not even for a moment
        await using var stream = new StreamWriter(file, options);
        await stream.WriteLineAsync(signer.ExportPem().AsMemory(), cancellationToken);
    }

    private static NoteKey Read(string file)
    {
        var text = File.ReadAllText(file);
        try
        {
            if (!PemEncoding.TryFind(text, out var fields) || text[fields.Label] == "PUBLIC KEY")
                return NoteKey.Parse(text);
            using var signer = EcdsaNoteSigner.FromPem(text);
            return new NoteKey(null, signer.SignatureType, signer.PublicKey);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or CryptographicException)
        {
            throw new UnusableAuditInputException($"'{file}' cannot be used: {e.Message}", e);
        }
    }
}
