using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Audit.Tests;

/// <summary>Hosts with journals in a folder of their own, started one after the other as a service is.</summary>
internal sealed class AuditHost : IDisposable
{
    public static readonly AuditEvent Event = new() { Event = "reward_claimed", Resource = "quiz_submission", Action = "claim_reward", Result = AuditResult.Success, Amount = 10m };

    public PrivateFolder Folder { get; } = new();

    public CapturingLoggerProvider Logs { get; } = new();

    public string Journal => Folder.Combine("audit");

    /// <summary>A key file as 'takumi audit key new' makes it.</summary>
    public string KeyFile(string name, Takumi.Observability.Notes.EcdsaNoteSigner signer)
    {
        var path = Folder.Combine(name);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(signer.ExportPem());
        return path;
    }

    public IHost Build(Action<AuditJournalOptions>? configure = null, string environment = "Production", Action<TakumiObservabilityBuilder>? add = null, TimeProvider? time = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Folder.Path, EnvironmentName = environment });
        builder.Services.AddLogging(logging => logging.AddProvider(Logs));
        if (time is not null)
            builder.Services.AddSingleton(time);
        var observability = builder.Services.AddTakumiObservability(options => (options.ServiceName, options.Environment) = ("takumi-backend", environment)).AddAuditJournal(Journal, options =>
        {
            options.CheckpointInterval = TimeSpan.FromMilliseconds(100);
            configure?.Invoke(options);
        });
        add?.Invoke(observability);
        return builder.Build();
    }

    /// <summary>One life of the service: so many records, and an orderly stop.</summary>
    public async Task RunAsync(Action<AuditJournalOptions>? configure = null, int records = 1, string environment = "Production")
    {
        using var host = Build(configure, environment);
        await host.StartAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < records; i++)
            await host.Services.GetRequiredService<IAuditLog>().RecordAsync(Event, TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    public async Task<string> RefusalAsync(Action<AuditJournalOptions>? configure = null, string environment = "Production")
    {
        using var host = Build(configure, environment);
        return (await Should.ThrowAsync<Exception>(host.StartAsync(TestContext.Current.CancellationToken))).Message;
    }

    public void Dispose() => Folder.Dispose();
}
