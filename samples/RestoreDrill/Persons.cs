using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Takumi.Observability.Sealing;

namespace RestoreDrill;

/// <summary>What is sealed in a journal: read with the keys, and erased as 'takumi audit erase' does it.</summary>
internal static class Persons
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>How many records of each person can be read; 0 for who is erased.</summary>
    public static async Task<SortedDictionary<string, int>> ReadAsync(Places places)
    {
        var readable = new SortedDictionary<string, int>(StringComparer.Ordinal);
        using var reader = await PersonalDataReader.OpenAsync(places.KeyStore, new FileKeyEncryptionKey(places.KeyEncryptionKey));
        var log = Lines(places.Journal).First().RootElement.GetProperty("log").GetString()!;
        foreach (var line in Lines(places.Journal).Where(line => line.RootElement.TryGetProperty("sealed", out _)))
        {
            var person = line.RootElement.GetProperty("userId").GetString()!;
            using var opened = JsonDocument.Parse(await reader.ReadAsync(log, Encoding.UTF8.GetBytes(line.RootElement.GetRawText())));
            readable[person] = readable.GetValueOrDefault(person) + (opened.RootElement.TryGetProperty("ip", out _) ? 1 : 0);
        }

        return readable;
    }

    /// <summary>Asks the running service to destroy a person's key, and waits until it is done.</summary>
    public static async Task EraseAsync(string journal, string person)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(person)));
        var request = Path.Join(journal, "requests", Guid.NewGuid().ToString("n"));
        await File.WriteAllTextAsync(request + ".tmp", $$"""{"what":"erase","who":"drill","when":"2026-11-22T08:19:03.123Z","detail":"{{digest}}"}""");
        File.Move(request + ".tmp", request + ".json");
        using var patience = new CancellationTokenSource(s_patience);
        while (!File.Exists(request + ".done"))
        {
            if (patience.IsCancellationRequested)
                throw new BrokenPromiseException("nobody answers the request to erase a person.");
            await Task.Delay(20);
        }
    }

    /// <summary>A backup of keys brings back who was erased after it. The journal names the keys that were destroyed; they are destroyed once more.</summary>
    public static int EraseAgain(Places places)
    {
        var destroyed = Lines(places.Journal).Select(line => line.RootElement)
            .Where(record => record.GetProperty("kind").ValueEquals("request") && record.GetProperty("what").ValueEquals("erase") && record.TryGetProperty("detail", out _))
            .Select(record => record.GetProperty("detail").GetString()!["key ".Length..]).ToHashSet();
        var files = Directory.GetFiles(places.KeyStore, "*.key").Where(file => destroyed.Contains(JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("key").GetString()!)).ToList();
        files.ForEach(File.Delete);
        return files.Count;
    }

    private static IEnumerable<JsonDocument> Lines(string journal) =>
        Directory.GetFiles(Path.Join(journal, "segments"), "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(line => JsonDocument.Parse(line));
}
