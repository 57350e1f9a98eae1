using Takumi.Observability;
using Takumi.Observability.Tracing;

namespace Npgsql;

/// <summary>Observes a data source that is made by hand.</summary>
public static class NpgsqlDataSourceBuilderExtensions
{
    /// <summary>
    /// Observes PostgreSQL for the rest of the process, without a host; beside a host with <c>AddNpgsql()</c> it gives this data source options of its own and the span its name when the
    /// span starts, not when it ends. Sets Npgsql's filters and enrichment callbacks (<c>ConfigureTracing</c>): one of your own that is set afterwards takes the place of ours.
    /// </summary>
    public static NpgsqlDataSourceBuilder UseTakumiObservability(this NpgsqlDataSourceBuilder builder) => builder.UseTakumiObservability(static _ => { });

    /// <inheritdoc cref="UseTakumiObservability(NpgsqlDataSourceBuilder)"/>
    /// <param name="builder">Not yet built.</param>
    /// <param name="configure">Only <see cref="NpgsqlObservabilityOptions.QueryText"/> matters to a data source.</param>
    /// <exception cref="ArgumentException">The options hold what can't be used.</exception>
    public static NpgsqlDataSourceBuilder UseTakumiObservability(this NpgsqlDataSourceBuilder builder, Action<NpgsqlObservabilityOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureTracing(Hooks(configure));
    }

    /// <inheritdoc cref="UseTakumiObservability(NpgsqlDataSourceBuilder)"/>
    public static NpgsqlSlimDataSourceBuilder UseTakumiObservability(this NpgsqlSlimDataSourceBuilder builder) => builder.UseTakumiObservability(static _ => { });

    /// <inheritdoc cref="UseTakumiObservability(NpgsqlDataSourceBuilder, Action{NpgsqlObservabilityOptions})"/>
    public static NpgsqlSlimDataSourceBuilder UseTakumiObservability(this NpgsqlSlimDataSourceBuilder builder, Action<NpgsqlObservabilityOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureTracing(Hooks(configure));
    }

    private static Action<NpgsqlTracingOptionsBuilder> Hooks(Action<NpgsqlObservabilityOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new NpgsqlObservabilityOptions();
        configure(options);
        if (options.Validate() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems), nameof(configure));

        var capture = options.QueryText;
        NpgsqlObservation.BeginForGood();
        return tracing => tracing
            .ConfigureCommandFilter(static _ => !TakumiTelemetry.IsMuted)
            .ConfigureBatchFilter(static _ => !TakumiTelemetry.IsMuted)
            .ConfigureCopyOperationFilter(static _ => !TakumiTelemetry.IsMuted)
            .ConfigureCommandEnrichmentCallback((span, _) => CommandSpan.Describe(span, capture))
            .ConfigureBatchEnrichmentCallback((span, _) => CommandSpan.Describe(span, capture))
            .ConfigureCopyOperationEnrichmentCallback((span, _) => CommandSpan.Describe(span, capture));
    }
}
