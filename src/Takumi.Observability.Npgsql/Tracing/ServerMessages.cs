using System.Diagnostics;
using Npgsql;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Tracing;

/// <summary>
/// What may be told of an exception that the server has sent. Its messages quote what it could not use (<c>invalid input syntax for type integer: "…"</c>), and those that the application
/// raises itself (class P0) hold whatever it put in: only messages of classes that name nothing but relations and settings are kept. Details (<c>Key (email)=(…) already exists.</c>), which
/// a connection string can ask for, never are.
/// </summary>
internal static class ServerMessages
{
    private const int StateLength = 5;
    private const string Withheld = "(the message can hold data and is left out)";

    // Connection, constraint, rollback, names and rights, resources, state, operator, system.
    private static readonly string[] s_plainClasses = ["08", "23", "25", "28", "3D", "40", "42", "53", "55", "57", "58"];

    // Spans of Npgsql are of the process: no host's own rules apply before its exporter.
    private static readonly RedactionPolicy s_policy = new(new RedactionOptions { Types = { [typeof(PostgresException)] = Mask } });

    /// <summary>Puts <c>exception.message</c> and <c>exception.stacktrace</c> before those that the runtime would write.</summary>
    public static void Write(Exception exception, ref TagList tags)
    {
        var told = s_policy.RedactException(exception);
        tags.Add("exception.message", told.Message);
        tags.Add("exception.stacktrace", told.StackTrace);
    }

    /// <summary>Has the host tell no more than that, wherever the exception climbs to. A rule of the application's own for the type stays.</summary>
    public static void Reduce(ObservabilityOptions options) => options.Redaction.Types.TryAdd(typeof(PostgresException), Mask);

    /// <summary>What may be told of the message.</summary>
    public static string Of(Exception exception) => s_policy.RedactException(exception).Message;

    /// <summary>The rule for <see cref="PostgresException"/>, whose message is <c>{SQLSTATE}: {text}</c> with position and detail in paragraphs of their own.</summary>
    public static string Mask(string message)
    {
        if (message.Length < StateLength || message.IndexOf(": ", StringComparison.Ordinal) != StateLength)
            return Withheld;
        if (!IsPlain(message[..StateLength]))
            return $"{message.AsSpan(0, StateLength)}: {Withheld}";
        var paragraph = message.IndexOf("\n\n", StringComparison.Ordinal);
        return paragraph < 0 ? message : message[..paragraph];
    }

    // A syntax error quotes what it stumbled over, and that may be a literal.
    private static bool IsPlain(string sqlState) =>
        sqlState != PostgresErrorCodes.SyntaxError && s_plainClasses.Any(known => sqlState.StartsWith(known, StringComparison.Ordinal));
}
