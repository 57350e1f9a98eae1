using System.Diagnostics;
using System.Text;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Crash;

public class KillTests
{
    private const int Journals = 4;
    private const int Rounds = 50;

    [Fact]
    public async Task Two_hundred_kills_at_random_moments_lose_nothing_that_was_acknowledged()
    {
        var totals = await Task.WhenAll(Enumerable.Range(0, Journals).Select(seed => Task.Run(() => KillAsync(new Random(seed)))));
        totals.ShouldAllBe(acknowledged => acknowledged > Rounds);
    }

    private static async Task<int> KillAsync(Random random)
    {
        using var folder = new PrivateFolder();
        var directory = folder.Combine("j");
        var ledger = new Ledger();
        for (var round = 0; round < Rounds; round++)
            CrashTarget.Hear(ledger, await RunUntilKilledAsync(directory, random));
        await CrashTarget.ShouldGoOnAsync(directory, ledger);
        return ledger.Acknowledged.Count;
    }

    /// <summary>Kills the service a random moment after a random number of answers; in one round of five, before the first.</summary>
    internal static async Task<string> RunUntilKilledAsync(string directory, Random random, string? keyStore = null)
    {
        var command = CrashTarget.Command(directory, records: 0, callers: 8, segmentBytes: 100_000, keyStore);
        using var process = Process.Start(new ProcessStartInfo(command.File, command.Arguments) { RedirectStandardOutput = true })!;
        var answers = random.Next(5) == 0 ? 0 : random.Next(1, 200);
        var output = new StringBuilder();
        while (answers-- > 0 && await process.StandardOutput.ReadLineAsync() is { } line)
            output.Append(line).Append('\n');
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(output.Length == 0 ? 300 : 20)));
        process.Kill();
        output.Append(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        return output.ToString();
    }
}
