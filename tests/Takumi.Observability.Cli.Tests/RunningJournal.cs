using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Cli.Tests;

/// <summary>A journal as a service has it open, and what is in it.</summary>
internal sealed class RunningJournal : IAsyncDisposable
{
    private readonly AuditJournal _journal;

    private RunningJournal(string directory)
    {
        Directory = directory;
        var settings = new JournalSettings { MayMakeKey = true, Directory = directory, Service = "backend", RequestInterval = TimeSpan.FromMilliseconds(20) };
        _journal = new AuditJournal(new AuditJournalOptions(), settings, LocalDisk.Open(), TimeProvider.System, NullLoggerFactory.Instance);
    }

    public string Directory { get; }

    public string Key => Path.Join(Directory, "key.pub.pem");

    public static async Task<RunningJournal> StartAsync(string directory)
    {
        var journal = new RunningJournal(directory);
        await journal._journal.StartAsync();
        return journal;
    }

    /// <summary>The records of a directory, whose journal may be running.</summary>
    public static List<JsonElement> Read(string directory) =>
    [
        .. System.IO.Directory.GetFiles(Path.Join(directory, "segments"), "*.jsonl").Order(StringComparer.Ordinal)
            .SelectMany(File.ReadAllLines).Select(line => JsonDocument.Parse(line).RootElement),
    ];

    /// <summary>The request records of a directory: each with its sequence, and what follows the id of the request as it is stored.</summary>
    public static List<(long Sequence, string Members)> Requests(string directory) =>
    [
        .. Read(directory).Where(record => record.GetProperty("kind").GetString() == "request").Select(record =>
        {
            var line = record.GetRawText();
            return (record.GetProperty("sequence").GetInt64(), line[line.IndexOf("\"what\"", StringComparison.Ordinal)..^1]);
        }),
    ];

    public ValueTask DisposeAsync() => _journal.DisposeAsync();
}
