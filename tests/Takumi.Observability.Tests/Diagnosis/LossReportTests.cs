using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Diagnosis;

namespace Takumi.Observability.Tests.Diagnosis;

public sealed class LossReportTests
{
    [Fact]
    public void A_logger_that_throws_is_nothing_to_whoever_counts()
    {
        using var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(new ThrowingLogs())).BuildServiceProvider();

        new LossReport(services).TellOnce(TelemetrySignal.Traces, LossReason.QueueFull, "A queue was full.");
        new Contained(services.GetRequiredService<ILoggerFactory>()).Call("callback", 0, static int (_, _) => throw new InvalidOperationException(), fallback: 7).ShouldBe(7);
    }
}
