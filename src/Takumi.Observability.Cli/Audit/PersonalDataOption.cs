using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Takumi.Observability.Format;
using Takumi.Observability.Sealing;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary>The options of the commands that show records: where the keys of persons are, for who may read what is sealed.</summary>
internal sealed class PersonalDataOption
{
    private readonly Option<string?> _keyStore = new("--key-store") { Description = "Directory with the keys of persons: shows what is sealed. With --kek." };
    private readonly Option<string?> _kek = new("--kek") { Description = "File of the key that wraps them." };

    public void AddTo(Command command)
    {
        command.Add(_keyStore);
        command.Add(_kek);
    }

    /// <summary>How lines of the journal are opened; null if nobody asked for it.</summary>
    /// <exception cref="UnusableAuditInputException">One of the two is missing, or they don't fit.</exception>
    public async Task<Func<byte[], byte[]>?> ReadAsync(ParseResult parsed, string directory, CancellationToken cancellationToken)
    {
        var (keyStore, kek) = (parsed.GetValue(_keyStore), parsed.GetValue(_kek));
        if (keyStore is null && kek is null)
            return null;
        if (keyStore is null || kek is null)
            throw new UnusableAuditInputException("--key-store and --kek are given together.");
        try
        {
            var reader = await PersonalDataReader.OpenAsync(keyStore, new FileKeyEncryptionKey(kek, _kek.Name), cancellationToken);
            var inventory = JournalInventory.Read(directory);
            var origin = OriginOf(inventory);
            reader.Settle(origin, inventory.NoteSizes.Count > 0 ? inventory.NoteSizes[^1] : 0);
            return line => Open(reader, origin, line);
        }
        catch (InvalidOperationException e)
        {
            throw new UnusableAuditInputException(e.Message, e);
        }
    }

    private static byte[] Open(PersonalDataReader reader, string origin, byte[] line)
    {
        try
        {
            return reader.ReadAsync(origin, line).AsTask().GetAwaiter().GetResult().ToArray(); // a key in a file does not wait
        }
        catch (JsonException)
        {
            return line;
        }
        catch (CryptographicException e)
        {
            throw new UnusableAuditInputException($"A key cannot be unwrapped: {e.Message}", e);
        }
    }

    /// <summary>As the journal itself says: of another log nothing opens.</summary>
    private static string OriginOf(JournalInventory inventory)
    {
        if (JournalLines.Find(inventory, 0) is { } genesis)
            return JsonDocument.Parse(genesis).RootElement.GetProperty(RecordSchema.Log.Name).GetString()!;
        return inventory.NoteSizes.Count > 0 ? File.ReadLines(inventory.Layout.Note(inventory.NoteSizes[^1]), Encoding.UTF8).First() : "";
    }
}
