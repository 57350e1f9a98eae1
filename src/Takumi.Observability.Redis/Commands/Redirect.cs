using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Takumi.Observability.Commands;

/// <summary>
/// A command that a node of a cluster redirects (MOVED, ASK) has two profiles in the same session: the first ends with the redirect, the second whenever the other node answers, or doesn't.
/// </summary>
internal static class Redirect
{
    // The client's own marks on a message that it sends again, beside the enum: ASKING, and a call of its own. A caller's flags can't hold them. Should they change, a session no longer waits for the second profile.
    private const CommandFlags OfTheClient = (CommandFlags)(32 | 128);

    /// <summary>Whether no other profile of the same command is to come.</summary>
    public static bool IsLastOf(IProfiledCommand command) => command.RetransmissionOf is { } first ? IsRedirected(first) : !IsRedirected(command);

    /// <summary>"Once is enough", says the client, and never lets a command be redirected that was. It marks the message before the first profile completes.</summary>
    private static bool IsRedirected(IProfiledCommand command) => command.Flags.HasFlag(CommandFlags.NoRedirect) && (command.Flags & OfTheClient) != 0;
}
