using OpenTelemetry.Trace;

namespace Takumi.Observability.Sampling;

/// <summary>Drops every span that begins mute, also where sampling does not look at the parent; asks another sampler about all others, and goes by its description.</summary>
internal sealed class MuteSampler : Sampler
{
    private readonly Sampler _inner;

    public MuteSampler(Sampler inner)
    {
        _inner = inner;
        Description = inner.Description;
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        TakumiTelemetry.IsMuted ? new SamplingResult(SamplingDecision.Drop) : _inner.ShouldSample(samplingParameters);
}
