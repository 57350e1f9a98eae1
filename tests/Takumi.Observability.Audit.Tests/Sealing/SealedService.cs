using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Sealing;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Audit.Tests.Sealing;

/// <summary>A service that seals, with its journal, key store and key-encryption key in folders of their own.</summary>
internal sealed class SealedService : IDisposable
{
    private readonly PrivateFolder _folder = new();

    public SealedService() => WriteKey(Kek, RandomNumberGenerator.GetBytes(32));

    public CapturingLoggerProvider Logs { get; } = new();

    public string Journal => _folder.Combine("audit");

    public string KeyStore => _folder.Combine("keys");

    public string Kek => _folder.Combine("kek");

    public string PathOf(string name) => _folder.Combine(name);

    public static string WriteKey(string path, byte[] content)
    {
        File.WriteAllBytes(path, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    public static AuditEvent Login(string user = "u-7") => new()
    {
        Event = "login", Resource = "session", Action = "create", Result = AuditResult.Success, UserId = user, Ip = "198.51.100.7", UserAgent = "curl/8",
        Metadata = new Dictionary<string, object?> { ["age"] = 41, ["course"] = "c-1", ["email"] = "ann@example.com", ["member"] = true },
    };

    public IHost Host(Action<AuditJournalOptions>? configure = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder.Path });
        builder.Services.AddLogging(logging => logging.AddProvider(Logs));
        builder.Services.AddTakumiObservability(options => (options.ServiceName, options.Environment) = ("takumi-backend", "Development")).AddAuditJournal("audit", options =>
        {
            options.CheckpointInterval = TimeSpan.FromMilliseconds(100);
            options.PersonalData.Members.UnionWith(["ip", "metadata.email", "metadata.age", "metadata.member"]);
            options.PersonalData.KeyStore = "keys";
            options.PersonalData.KeyEncryptionKeyFile = "kek";
            configure?.Invoke(options);
        });
        return builder.Build();
    }

    public async Task RunAsync(Func<IAuditLog, Task> record, Action<AuditJournalOptions>? configure = null)
    {
        using var host = Host(configure);
        await host.StartAsync();
        await record(host.Services.GetRequiredService<IAuditLog>());
        await host.StopAsync();
    }

    /// <summary>Asks a running service to erase somebody, as the command line does, and returns its answer.</summary>
    public Task<string> EraseAsync(string subject) => AskToEraseAsync(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject))));

    public async Task<string> AskToEraseAsync(string detail)
    {
        var path = Path.Join(Journal, "requests", AuditRecordId.New().ToString());
        await File.WriteAllTextAsync(path + ".tmp", $$"""{"what":"erase","who":"alice","when":"2026-11-22T08:19:03.123Z","onBehalfOf":"ticket 7","detail":"{{detail}}"}""");
        File.Move(path + ".tmp", path + ".json");
        await Poll.UntilAsync(() => File.Exists(path + ".done"), () => "the erasure to be answered");
        return await File.ReadAllTextAsync(path + ".done");
    }

    /// <summary>The stored lines of events. The journal must not be open.</summary>
    public List<string> Events() => [.. JournalOracle.Read(LocalDisk.Open(), Journal).Records.Where(record => JournalOracle.Text(record, "kind") == "event").Select(record => record.GetRawText())];

    public string Log() => JournalOracle.Text(JournalOracle.Read(LocalDisk.Open(), Journal).Records[0], "log");

    /// <summary>The lines of events as who has the keys reads them.</summary>
    public async Task<List<JsonElement>> ReadAsync()
    {
        var log = Log();
        using var reader = await PersonalDataReader.OpenAsync(KeyStore, new FileKeyEncryptionKey(Kek));
        var read = new List<JsonElement>();
        foreach (var line in Events())
            read.Add(JsonDocument.Parse(await reader.ReadAsync(log, Encoding.UTF8.GetBytes(line))).RootElement);
        return read;
    }

    public IEnumerable<string> KeyFiles() => Directory.GetFiles(KeyStore, "*.key").Select(path => Path.GetFileName(path)).Where(name => name != "names.key");

    public void Dispose() => _folder.Dispose();
}
