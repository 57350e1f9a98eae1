using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Tests.Hosting;

namespace Takumi.Observability.Tests.Diagnosis;

public sealed class CardinalityWarningsTests
{
    [Fact]
    public async Task A_label_past_its_bound_is_told_once_with_metric_label_and_newest_values()
    {
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        await using var host = await TestHost.StartAsync();

        for (var i = 0; i < 500; i++)
            BusinessMetrics.CredentialMinted($"course-{i}");

        var told = host.Logs.Logs.Where(log => log.Message.StartsWith("Metric credentials.minted", StringComparison.Ordinal)).ShouldHaveSingleItem();
        told.Message.ShouldStartWith("Metric credentials.minted has more than 100 distinct values of label course_id: later ones count as other. Newest: course-");
        BusinessMetrics.CredentialMinted(new string('x', 300));
        host.Logs.Logs.Where(log => log.Message.StartsWith("Metric credentials.minted was given", StringComparison.Ordinal)).ShouldHaveSingleItem().Message.ShouldBe(
            $"Metric credentials.minted was given a value of label course_id with more than 256 characters: such values count as other. It began: {new string('x', 64)}…. This is told once; telemetry_lost_total counts on.");
        measurements.Of("credentials.minted", ("course_id", "other")).Count.ShouldBeGreaterThanOrEqualTo(400);
    }
}
