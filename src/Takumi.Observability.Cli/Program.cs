using System.CommandLine;
using Takumi.Observability.Cli;

return await TakumiCommand.RunAsync(args, new InvocationConfiguration());
