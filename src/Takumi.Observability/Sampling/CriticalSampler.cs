using OpenTelemetry.Trace;

namespace Takumi.Observability.Sampling;

/// <summary>Keeps every span that was declared critical when it started, also beneath a parent that was dropped; asks another sampler about all others, and goes by its description.</summary>
internal sealed class CriticalSampler : Sampler
{
    private readonly Sampler _inner;

    public CriticalSampler(Sampler inner)
    {
        _inner = inner;
        Description = inner.Description;
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        IsCritical(samplingParameters) ? new SamplingResult(SamplingDecision.RecordAndSample) : _inner.ShouldSample(samplingParameters);

    private static bool IsCritical(in SamplingParameters parameters)
    {
        // Spans are created with at most this one tag; without tags there is nothing to enumerate.
        if (parameters.Tags is null)
            return false;
        foreach (var (name, value) in parameters.Tags)
        {
            if (name == SpanTags.SamplingCritical && value is true)
                return true;
        }

        return false;
    }
}
