using System.Data;
using System.Diagnostics;
using Takumi.Observability;
using Takumi.Observability.Statements;

namespace Npgsql;

/// <summary>Carries the trace into the statement, for the server's log and <c>pg_stat_activity</c>.</summary>
public static class NpgsqlTraceCommentExtensions
{
    /// <summary>
    /// Puts the current span's context behind the statement, in the form of sqlcommenter: <c>SELECT 1 /*traceparent='00-…-01'*/</c>. The span is the caller's: the command's own doesn't exist yet.
    /// Only of a sampled trace; a prepared command, a stored procedure and muted work stay as they are. A comment that an earlier call put there is replaced.
    /// </summary>
    /// <remarks>
    /// Each text is new to the server: it plans the statement again, as it does for every command that isn't prepared. With <c>Max Auto Prepare</c> each would also take a place among the
    /// automatically prepared statements, so don't use the two together. <c>pg_stat_statements</c> is not disturbed: it counts by the statement without its comments.
    /// </remarks>
    /// <returns>The same command.</returns>
    public static NpgsqlCommand WithTraceComment(this NpgsqlCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command is { CommandType: CommandType.Text, IsPrepared: false } && Activity.Current is { Recorded: true } span && !TakumiTelemetry.IsMuted)
            command.CommandText = TraceComment.Append(command.CommandText, span);
        return command;
    }
}
