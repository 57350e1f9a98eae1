using System.CommandLine;
using Takumi.Observability.Auditing;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Postgres;

/// <summary><c>takumi audit postgres</c>: what an administrator of the database needs.</summary>
internal static class PostgresCommand
{
    public static Command Create() => new("postgres", "Prepares a PostgreSQL database for the audit trail.") { Schema() };

    private static Command Schema()
    {
        var application = new Option<string>("--application") { Description = "The role that the application connects as; it must exist and not be the owner.", Required = true };
        var schema = SchemaName();
        var command = new Command("schema", "Writes the SQL script that makes the tables, to be run by the role that is to own them: … | psql DATABASE.") { application, schema };
        command.SetAction(async (parsed, _) =>
        {
            try
            {
                await parsed.InvocationConfiguration.Output.WriteAsync(AuditPostgresSchema.Script(parsed.GetRequiredValue(application), parsed.GetRequiredValue(schema)));
                return ExitCode.Good;
            }
            catch (ArgumentException e)
            {
                throw new UnusableAuditInputException(e.Message, e);
            }
        });
        return command;
    }

    public static Option<string> SchemaName() => new("--schema") { Description = "The schema of the tables.", DefaultValueFactory = _ => "public" };
}
