using System.Buffers;

namespace Takumi.Observability.Commands;

/// <summary>The command's name as <c>db.operation.name</c>, and as a label.</summary>
internal static class OperationName
{
    /// <summary>What stands for a name that is none.</summary>
    public const string Other = "_OTHER";

    // The longest command of Redis' own modules has half of it.
    private const int MaxLength = 64;

    private static readonly SearchValues<char> s_allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>The name as the application wrote it. <c>Execute("SET key secret")</c> is a mistake that Redis refuses, and its text must not leave the process for that.</summary>
    public static string Of(string? command) =>
        string.IsNullOrEmpty(command) || command.Length > MaxLength || command.AsSpan().ContainsAnyExcept(s_allowed) ? Other : command;
}
