using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>
/// Executes what others may not write themselves while the journal is locked, and journals who asked for what and when. A crash between the
/// deed and the answer makes it happen again: what can be asked for does no harm twice.
/// </summary>
internal static class RequestDesk
{
    public static void Serve(IDisk disk, JournalLayout layout, JournalWriter writer, Action checkpoint, TimeProvider time, ILogger logger)
    {
        try
        {
            foreach (var name in disk.List(layout.Requests))
            {
                if (Id(name) is { } id && !Serve(disk, layout, writer, checkpoint, time, id))
                    return;
            }
        }
        catch (DiskException e)
        {
            logger.LogWarning("A request to the audit journal could not be served and is tried again: {Reason}", e.Message);
        }
    }

    private static bool Serve(IDisk disk, JournalLayout layout, JournalWriter writer, Action checkpoint, TimeProvider time, string id)
    {
        var request = Read(disk, layout.Request(id), out var fault);
        var outcome = "refused";
        if (request is not null && Execute(request.What, writer, checkpoint, ref fault))
            outcome = "done";

        var sequence = writer.NextSequence;
        var written = writer.TryAppend(RecordKind.Request, line => line
            .Text(RecordSchema.Request, id)
            .Text(RecordSchema.What, request?.What ?? "unknown")
            .Text(RecordSchema.Who, request?.Who ?? "")
            .Text(RecordSchema.When, request?.When ?? TimeText(time.GetUtcNow()))
            .Text(RecordSchema.Outcome, outcome)
            .Text(RecordSchema.Detail, outcome == "done" ? null : fault)
            .End());
        if (!written)
            return false;
        disk.Replace(layout.Done(id), Encoding.ASCII.GetBytes($"{{\"sequence\":{sequence},\"outcome\":\"{outcome}\"}}"));
        disk.Delete(layout.Request(id));
        disk.SyncDirectory(layout.Requests);
        return true;
    }

    private static bool Execute(string what, JournalWriter writer, Action checkpoint, ref string fault)
    {
        switch (what)
        {
            case "checkpoint":
                checkpoint();
                return true;
            case "rotate":
                fault = "the disk failed";
                return writer.TryRotate();
            default:
                fault = "allowed: checkpoint, rotate";
                return false;
        }
    }

    private static RequestFile? Read(IDisk disk, string path, out string fault)
    {
        using var file = disk.Open(path);
        var bytes = new byte[JournalLimits.RequestBytes + 1];
        return RequestFile.TryParse(bytes.AsSpan(0, file.Read(bytes, 0)), out fault);
    }

    private static string? Id(string fileName) =>
        fileName.Length == 32 + JournalLayout.RequestSuffix.Length
        && fileName.EndsWith(JournalLayout.RequestSuffix, StringComparison.Ordinal)
        && TextForms.Fits(Encoding.UTF8.GetBytes(fileName[..32]), MemberType.Id)
            ? fileName[..32]
            : null;

    private static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
