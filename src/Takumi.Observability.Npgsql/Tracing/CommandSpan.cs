using System.Diagnostics;
using Npgsql;
using Takumi.Observability.Pools;
using Takumi.Observability.Statements;

namespace Takumi.Observability.Tracing;

/// <summary>
/// A span of Npgsql's own source, put into our words: <c>{operation} {table}</c> for a name, no text unless asked for, the pool by name. The attributes are those of
/// https://opentelemetry.io/docs/specs/semconv/database/postgresql/.
/// </summary>
internal static class CommandSpan
{
    public const string SourceName = "Npgsql";

    private const string Connect = "CONNECT ";
    private const string QueryTextTag = "db.query.text";
    private const string OperationTag = "db.operation.name";
    private const string TableTag = "db.collection.name";
    private const string BatchSizeTag = "db.operation.batch.size";
    private const string DataSourceTag = "db.npgsql.data_source";
    private const string PoolTag = "db.client.connection.pool.name";
    private const string NoTable = "none";

    private static readonly StatementCache s_statements = new();

    /// <summary>Whether the span is of a physical connection that is opened, and not of a command.</summary>
    public static bool IsConnect(Activity activity) => activity.OperationName.StartsWith(Connect, StringComparison.Ordinal);

    /// <summary>Renames the span and its attributes. Done once: where a data source has done it at the start, it stays.</summary>
    public static void Describe(Activity activity, QueryTextCapture capture)
    {
        if (activity.GetTagItem(PoolTag) is not null)
            return;
        if (activity.GetTagItem(DataSourceTag) is string dataSource)
        {
            activity.SetTag(DataSourceTag, null);
            activity.SetTag(PoolTag, PoolName.Of(dataSource));
        }

        if (activity.GetTagItem(QueryTextTag) is not string text)
            return;
        // A stored procedure or a whole table: the text is its name, and Npgsql has put that where it belongs.
        if (activity.GetTagItem(OperationTag) is string operation && !operation.StartsWith("COPY", StringComparison.Ordinal))
        {
            activity.SetTag(QueryTextTag, null);
            return;
        }

        activity.SetTag(QueryTextTag, capture == QueryTextCapture.WithoutLiterals ? QueryText.WithoutLiterals(text) : null);
        Name(activity, s_statements.Find(text));
    }

    /// <summary>Records <c>db.query.duration</c> of a span that has ended and is described.</summary>
    public static void Measure(Activity activity) =>
        DatabaseMetrics.QueryDuration(activity.GetTagItem(OperationTag) as string ?? "other", activity.GetTagItem(TableTag) as string ?? NoTable, activity.Duration);

    /// <summary>Does for a failure that came after the first result what Npgsql does for one that came before.</summary>
    public static void Fail(Activity activity, NpgsqlException failure)
    {
        var reason = failure.InnerException ?? failure;
        if (failure.SqlState is { } state)
        {
            activity.SetTag("db.response.status_code", state);
            activity.SetTag(SpanTags.ErrorType, state);
        }
        else
        {
            activity.SetTag(SpanTags.ErrorType, reason.GetType().FullName);
        }

        activity.SetStatus(ActivityStatusCode.Error, failure.SqlState ?? reason.Message);
        activity.AddException(failure);
    }

    private static void Name(Activity activity, Statement statement)
    {
        // A name that the application's own provider gave stays.
        if (activity.OperationName is "postgresql" or "COPY" or "COPY FROM" or "COPY TO")
            activity.DisplayName = statement.SpanName;
        activity.SetTag(OperationTag, statement.Operation);
        activity.SetTag(TableTag, statement.Table);
        activity.SetTag(BatchSizeTag, statement.BatchSize);
    }
}
