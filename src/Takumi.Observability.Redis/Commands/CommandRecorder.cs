using System.Diagnostics;
using StackExchange.Redis.Profiling;

namespace Takumi.Observability.Commands;

/// <summary>
/// A completed command as a span, by OpenTelemetry's conventions for Redis (https://opentelemetry.io/docs/specs/semconv/db/redis/), and as a measurement. Thread safe.
/// A profile knows no key, no value and no error, so neither does the span.
/// </summary>
internal static class CommandRecorder
{
    public const string SourceName = "Takumi.Observability.Redis";

    private static readonly ActivitySource s_source = new(SourceName, typeof(CommandRecorder).Assembly.GetName().Version!.ToString(3));

    [ThreadStatic]
    private static CommandTags? t_tags;

    public static bool IsTracing => s_source.HasListeners();

    /// <param name="command">Completed.</param>
    /// <param name="parent">The span it belongs to; the default value: it is the root of a trace.</param>
    /// <param name="isTraced">Whether a span is wanted, if the sampler wants it, too.</param>
    public static void Record(IProfiledCommand command, ActivityContext parent, bool isTraced)
    {
        var operation = OperationName.Of(command.Command);
        var elapsed = command.ElapsedTime;
        var span = isTraced ? Start(command, operation, parent) : null;

        // While the span is current, so that an exemplar can lead to it.
        RedisMetrics.CommandDuration(operation, elapsed);
        if (span is null)
            return;
        span.SetEndTime(span.StartTimeUtc + elapsed);
        span.Stop();
    }

    private static Activity? Start(IProfiledCommand command, string operation, ActivityContext parent)
    {
        var tags = t_tags ??= new CommandTags();
        tags.Set(operation, command.Db, ServerAddress.Of(command.EndPoint));
        return s_source.StartActivity(operation, ActivityKind.Client, parent, tags, links: null, command.CommandCreated);
    }
}
