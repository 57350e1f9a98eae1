using System.CommandLine;
using Takumi.Observability.Notes;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary>The arguments that several commands share, and how they are read.</summary>
internal static class Inputs
{
    public static Argument<string> Directory() => new("dir") { Description = "The directory of the journal." };

    public static Argument<long> Sequence() => new("sequence") { Description = "Sequence of the record, from 0." };

    public static Option<string[]> Keys() => new("--key")
    {
        Description = "File with a public key: PEM (ECDSA P-256) or a C2SP verifier key. From elsewhere than the journal. May be repeated.",
        Required = true,
    };

    public static Option<string?> Origin() => new("--origin") { Description = "The log that is expected, as in the first line of its checkpoints." };

    public static Option<string> Output() => new("--output", "-o") { Description = "File to write; it must not exist.", Required = true };

    public static IReadOnlyList<string> ReadKeys(IEnumerable<string> files) => [.. files.Select(File.ReadAllText)];

    /// <exception cref="UnusableAuditInputException">A file holds no usable key.</exception>
    public static IReadOnlyList<NoteKey> ParseKeys(IEnumerable<string> files)
    {
        var keys = new List<NoteKey>();
        foreach (var file in files)
        {
            try
            {
                keys.Add(NoteKey.Parse(File.ReadAllText(file)));
            }
            catch (FormatException e)
            {
                throw new UnusableAuditInputException($"'{file}' cannot be used: {e.Message}", e);
            }
        }

        return keys;
    }

    /// <summary>Writes a file that must not exist yet: evidence is never replaced unseen.</summary>
    public static async Task WriteNewAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await file.WriteAsync(bytes, cancellationToken);
    }
}
