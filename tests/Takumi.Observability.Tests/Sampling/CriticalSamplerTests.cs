using System.Diagnostics;
using OpenTelemetry.Trace;
using Takumi.Observability.Sampling;

namespace Takumi.Observability.Tests.Sampling;

public sealed class CriticalSamplerTests
{
    private static readonly ActivityContext s_droppedParent = new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None, isRemote: true);

    [Theory]
    [InlineData("traceidratio")]
    [InlineData("parentbased_traceidratio")]
    public void A_critical_span_is_kept_at_any_ratio_and_beneath_a_dropped_parent(string name)
    {
        var sampler = SamplerFactory.Create(new ObservabilityOptions { Sampler = name, SampleRatio = 0 });

        Decide(sampler, default, critical: true).ShouldBe(SamplingDecision.RecordAndSample);
        Decide(sampler, s_droppedParent, critical: true).ShouldBe(SamplingDecision.RecordAndSample);
        Decide(sampler, default, critical: false).ShouldBe(SamplingDecision.Drop);
        Decide(sampler, s_droppedParent, critical: false).ShouldBe(SamplingDecision.Drop);
    }

    [Theory]
    [InlineData("always_off")]
    [InlineData("parentbased_always_off")]
    public void Off_means_off(string name)
    {
        var sampler = SamplerFactory.Create(new ObservabilityOptions { Sampler = name });

        Decide(sampler, default, critical: true).ShouldBe(SamplingDecision.Drop);
    }

    [Theory]
    [InlineData("always_on")]
    [InlineData("traceidratio")]
    [InlineData("parentbased_always_on")]
    public void Beneath_a_mute_nothing_is_kept(string name)
    {
        var sampler = SamplerFactory.Create(new ObservabilityOptions { Sampler = name, SampleRatio = 1 });

        using (TakumiTelemetry.Mute())
        {
            Decide(sampler, default, critical: false).ShouldBe(SamplingDecision.Drop);
            Decide(sampler, s_droppedParent, critical: true).ShouldBe(SamplingDecision.Drop);
        }

        Decide(sampler, default, critical: false).ShouldBe(SamplingDecision.RecordAndSample);
    }

    private static SamplingDecision Decide(Sampler sampler, ActivityContext parent, bool critical)
    {
        KeyValuePair<string, object?>[]? tags = critical ? [new(SpanTags.SamplingCritical, true)] : null;
        return sampler.ShouldSample(new SamplingParameters(parent, ActivityTraceId.CreateRandom(), "span", ActivityKind.Internal, tags, links: null)).Decision;
    }
}
