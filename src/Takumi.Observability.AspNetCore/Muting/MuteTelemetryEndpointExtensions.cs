using Takumi.Observability;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Mutes endpoints.</summary>
public static class MuteTelemetryEndpointExtensions
{
    /// <summary>The same as <see cref="MuteTelemetryAttribute"/>, for an endpoint or a group.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <returns>The same endpoints.</returns>
    public static TBuilder MuteTelemetry<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new MuteTelemetryAttribute());
}
