using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Cli.Tests;

/// <summary>A service that runs and seals, for the commands that read and erase.</summary>
internal sealed class SealedJournal : IAsyncDisposable
{
    private readonly PrivateFolder _folder = new();
    private readonly IHost _host;

    private SealedJournal()
    {
        File.WriteAllBytes(Kek, RandomNumberGenerator.GetBytes(32));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Kek, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder.Path });
        builder.Services.AddTakumiObservability(options => (options.ServiceName, options.Environment) = ("backend", "Development")).AddAuditJournal("audit", options =>
        {
            options.CheckpointInterval = TimeSpan.FromMilliseconds(100);
            options.PersonalData.Members.UnionWith(["ip", "metadata.age"]);
            options.PersonalData.KeyStore = "keys";
            options.PersonalData.KeyEncryptionKeyFile = "kek";
        });
        _host = builder.Build();
    }

    public string Directory => _folder.Combine("audit");

    public string KeyStore => _folder.Combine("keys");

    public string Kek => _folder.Combine("kek");

    public string PathOf(string name) => _folder.Combine(name);

    public static async Task<SealedJournal> StartAsync()
    {
        var journal = new SealedJournal();
        await journal._host.StartAsync();
        return journal;
    }

    /// <summary>Returns when the record is attested.</summary>
    public async Task<long> RecordAsync(string user)
    {
        var receipt = await _host.Services.GetRequiredService<IAuditLog>().RecordAsync(new AuditEvent
        {
            Event = "login", Resource = "session", Action = "create", Result = AuditResult.Success, UserId = user, Ip = "198.51.100.7",
            Metadata = new Dictionary<string, object?> { ["age"] = 41 },
        });
        await _host.Services.GetRequiredService<AuditJournal>().WaitForCheckpointAsync(receipt);
        return receipt.Positions[0].Sequence;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _folder.Dispose();
    }
}
