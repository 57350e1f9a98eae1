using OpenTelemetry.Trace;

namespace Takumi.Observability.Sampling;

/// <summary>Makes the sampler that the options name.</summary>
internal static class SamplerFactory
{
    private const string ParentBased = "parentbased_";

    public static Sampler Create(ObservabilityOptions options)
    {
        var isParentBased = options.Sampler.StartsWith(ParentBased, StringComparison.Ordinal);
        Sampler root = (isParentBased ? options.Sampler[ParentBased.Length..] : options.Sampler) switch
        {
            "always_on" => new AlwaysOnSampler(),
            "always_off" => new AlwaysOffSampler(),
            _ => new TraceIdRatioBasedSampler(RatioOf(options)),
        };
        var sampler = isParentBased ? new ParentBasedSampler(root) : root;
        // Who switches sampling off means all of it.
        return root is AlwaysOffSampler ? sampler : new MuteSampler(new CriticalSampler(sampler));
    }

    /// <summary>Everything while developing, a tenth elsewhere, unless somebody said otherwise.</summary>
    public static double RatioOf(ObservabilityOptions options) =>
        options.SampleRatio ?? ("Development".Equals(options.Environment, StringComparison.OrdinalIgnoreCase) ? 1.0 : 0.1);
}
