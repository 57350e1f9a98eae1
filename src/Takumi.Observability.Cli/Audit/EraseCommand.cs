using System.CommandLine;
using Takumi.Observability.Cli.Requests;
using Takumi.Observability.Sealing;

namespace Takumi.Observability.Cli.Audit;

/// <summary><c>takumi audit erase</c>: asks the service to destroy a person's key.</summary>
internal static class EraseCommand
{
    // The request waits as a file: it holds a digest, so that the person is named nowhere.
    public static Command Create() => RequestCommand.CreateFor(
        "erase",
        "Asks the service to destroy the key of a person, whose sealed members nobody can read any more then. Backups of the key store keep it until they are gone. The record of it names the key, not the person.",
        "erase",
        new Option<string>("--subject") { Description = "Whose: the event's Subject, or its userId; ~nobody/2026-11 for events of that month without either.", Required = true },
        static subject => Convert.ToHexStringLower(SubjectDigest.Of(subject)));
}
