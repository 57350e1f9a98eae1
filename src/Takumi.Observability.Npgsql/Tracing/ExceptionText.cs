using System.Diagnostics;
using System.Text;
using Npgsql;

namespace Takumi.Observability.Tracing;

/// <summary>
/// What a span may say about an exception. The server's messages quote what it could not use (<c>invalid input syntax for type integer: "…"</c>), and those that the application
/// raises itself (class P0) hold whatever it put in: only messages of classes that name nothing but relations and settings are kept.
/// </summary>
internal static class ExceptionText
{
    // Connection, constraint, rollback, names and rights, resources, state, operator, system.
    private static readonly string[] s_plainClasses = ["08", "23", "25", "28", "3D", "40", "42", "53", "55", "57", "58"];

    /// <summary>Puts <c>exception.message</c> and <c>exception.stacktrace</c> before those that the runtime would write.</summary>
    public static void Write(Exception exception, ref TagList tags)
    {
        tags.Add("exception.message", Message(exception));
        tags.Add("exception.stacktrace", StackTrace(exception));
    }

    public static string Message(Exception exception) => exception switch
    {
        PostgresException server when IsPlain(server.SqlState) => $"{server.SqlState}: {server.MessageText}",
        PostgresException server => $"{server.SqlState}: (the message can hold data and is left out)",
        _ => exception.Message,
    };

    private static string StackTrace(Exception exception)
    {
        var text = new StringBuilder();
        for (var one = exception; one is not null; one = one.InnerException)
            text.Append(one == exception ? "" : "\n ---> ").Append(one.GetType().FullName).Append(": ").Append(Message(one)).Append('\n').Append(one.StackTrace);
        return text.ToString();
    }

    // A syntax error quotes what it stumbled over, and that may be a literal.
    private static bool IsPlain(string sqlState) =>
        sqlState != PostgresErrorCodes.SyntaxError && s_plainClasses.Any(known => sqlState.StartsWith(known, StringComparison.Ordinal));
}
