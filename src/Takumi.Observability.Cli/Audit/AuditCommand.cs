using System.CommandLine;
using Takumi.Observability.Cli.Postgres;
using Takumi.Observability.Cli.Requests;

namespace Takumi.Observability.Cli.Audit;

/// <summary><c>takumi audit</c>: everything that can be asked of a journal by anybody who can read its directory, and of the service that has it open.</summary>
internal static class AuditCommand
{
    public static Command Create() =>
        new("audit", "Verifies audit journals, proves what is in them, shows their records.")
        {
            VerifyCommand.Create(),
            ProveCommand.Create(),
            ConsistencyCommand.Create(),
            BundleCommand.Create(),
            ShowCommand.Create(),
            TailCommand.Create(),
            KeyCommand.Create(),
            RequestCommand.Checkpoint(),
            RequestCommand.Rotate(),
            RequestCommand.Hold(),
            RequestCommand.Release(),
            PostgresCommand.Create(),
            EraseCommand.Create(),
        };
}
