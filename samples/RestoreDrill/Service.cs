using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Takumi.Observability;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Journal;

namespace RestoreDrill;

/// <summary>
/// The service that is backed up, in a process of its own so that it can be killed. It says <c>started</c>, or why it was refused; then each line of its input is a number of
/// records to write, and it answers with the size of the checkpoint that covers them. The end of its input is an orderly stop.
/// </summary>
internal static class Service
{
    private const int AtATime = 100;

    public static async Task<int> RunAsync(Places places)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddTakumiObservability(options => options.ServiceName = "restore-drill").AddAuditJournal(places.Journal, options =>
        {
            options.SigningKeyFile = places.SigningKey;
            options.Anchors.Add(new FileAuditAnchor(places.Anchor));
            options.PersonalData.Members.Add("ip");
            options.PersonalData.KeyStore = places.KeyStore;
            options.PersonalData.KeyEncryptionKeyFile = places.KeyEncryptionKey;
            options.CheckpointInterval = TimeSpan.FromMilliseconds(100);
            options.SegmentBytes = 1024 * 1024; // so that the copies have several
        });
        using var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch (JournalRefusedException refused)
        {
            Console.WriteLine(refused.Message);
            return 1;
        }

        Console.WriteLine(ServiceProcess.Started);
        while (await Console.In.ReadLineAsync() is { } count)
            Console.WriteLine(await WriteAsync(host.Services, int.Parse(count)));
        await host.StopAsync();
        return 0;
    }

    private static async Task<long> WriteAsync(IServiceProvider services, int count)
    {
        var audit = services.GetRequiredService<IAuditLog>();
        var receipt = await audit.RecordAsync(Claimed(0));
        for (var written = 1; written < count; written += AtATime)
            receipt = (await Task.WhenAll(Enumerable.Range(0, AtATime).Select(i => audit.RecordAsync(Claimed(i)).AsTask())))[^1];
        var checkpoint = await services.GetRequiredService<AuditJournal>().WaitForCheckpointAsync(receipt);
        return checkpoint.Size;
    }

    private static AuditEvent Claimed(int person) => new()
    {
        Event = "reward_claimed", Resource = "quiz_submission", Action = "claim_reward", Result = AuditResult.Success, Amount = 10m,
        UserId = $"u-{person % 2}", Ip = "198.51.100.7",
    };
}
