using System.CommandLine;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Requests;

/// <summary>Who asks, and for whom: what this program claims, since nobody can check it.</summary>
internal sealed record Requester(string Who, string? OnBehalfOf)
{
    /// <summary>The user of the operating system at this machine; under sudo the one who called it.</summary>
    public static string Default => $"{(Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } caller ? caller : Environment.UserName)}@{Environment.MachineName}";

    /// <summary>The options by which it is said otherwise.</summary>
    internal sealed class Options
    {
        private readonly Option<string?> _actor = new("--actor", "--who") { Description = "Who does this, for the journal. Default: the user of the operating system, at this machine." };
        private readonly Option<string?> _onBehalfOf = new("--on-behalf-of") { Description = "For whom, for the journal: an auditor, a ticket." };

        public void AddTo(Command command)
        {
            command.Add(_actor);
            command.Add(_onBehalfOf);
        }

        /// <exception cref="UnusableAuditInputException">A name is empty.</exception>
        public Requester Read(ParseResult parsed) => new(Name(parsed, _actor) ?? Default, Name(parsed, _onBehalfOf));

        private static string? Name(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is { } name && string.IsNullOrWhiteSpace(name)
            ? throw new UnusableAuditInputException($"{option.Name} is empty; allowed: a name.")
            : parsed.GetValue(option);
    }
}
