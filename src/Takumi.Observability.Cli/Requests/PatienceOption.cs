using System.CommandLine;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Requests;

/// <summary>How long a command waits for the service's answer.</summary>
internal sealed class PatienceOption(double seconds)
{
    private readonly Option<double> _timeout = new("--timeout") { Description = $"Seconds to wait for the service's answer. Default {seconds}.", DefaultValueFactory = _ => seconds };

    public void AddTo(Command command) => command.Add(_timeout);

    /// <exception cref="UnusableAuditInputException">It is no such time.</exception>
    public TimeSpan Read(ParseResult parsed) => parsed.GetValue(_timeout) is >= 0 and <= 86_400 and var given
        ? TimeSpan.FromSeconds(given)
        : throw new UnusableAuditInputException($"--timeout is {parsed.GetValue(_timeout)}; allowed: 0 to 86400 seconds.");
}
