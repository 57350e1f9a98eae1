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
internal sealed class RequestDesk(IDisk disk, JournalLayout layout, JournalWriter writer, TimeProvider time, ILogger logger)
{
    private readonly SortedDictionary<string, Func<RequestFile, RequestOutcome>> _words = new(StringComparer.Ordinal);
    // Requests that are journaled and whose answer the disk has not taken yet: they are not executed and journaled once more.
    private readonly Dictionary<string, RequestAnswer> _unanswered = new(StringComparer.Ordinal);
    private bool _failing;

    /// <summary>Takes requests of this kind from now on. To be called before the journal starts: a request may wait for it, and would be refused.</summary>
    /// <param name="what">The word in the file.</param>
    /// <param name="execute">Called on the journal's thread. A <see cref="DiskException"/> leaves the request where it is, to be tried again.</param>
    public void Accept(string what, Func<RequestFile, RequestOutcome> execute) => _words.Add(what, execute);

    /// <summary>Executes what waits, in the order of the files' names.</summary>
    public void Serve()
    {
        DiskException? trouble = null;
        foreach (var id in Waiting(ref trouble))
        {
            try
            {
                if (!Serve(id))
                    break;
            }
            catch (DiskException e)
            {
                trouble = e; // it may be another disk's: the next request is served all the same
            }
        }

        if (trouble is not null && !_failing)
            logger.LogWarning("A request to the audit journal could not be served. It is tried again every second: {Reason}", trouble.Message);
        _failing = trouble is not null;
    }

    /// <summary>Removes the answers to earlier runs that nobody fetched.</summary>
    public void Sweep()
    {
        try
        {
            foreach (var name in disk.List(layout.Requests).Where(name => name.EndsWith(JournalLayout.DoneSuffix, StringComparison.Ordinal)))
                disk.Delete(Path.Join(layout.Requests, name));
        }
        catch (DiskException e)
        {
            logger.LogWarning("Old answers to requests stay in the audit journal until its next start: {Reason}", e.Message);
        }
    }

    private List<string> Waiting(ref DiskException? trouble)
    {
        try
        {
            return [.. disk.List(layout.Requests).Order(StringComparer.Ordinal).Select(Id).OfType<string>()];
        }
        catch (DiskException e)
        {
            trouble = e;
            return [];
        }
    }

    /// <summary>False if the journal could not be written.</summary>
    private bool Serve(string id)
    {
        if (!_unanswered.TryGetValue(id, out var answer))
        {
            if (!TryRead(layout.Request(id), out var request, out var fault))
                return true; // withdrawn meanwhile
            if (Journal(id, request, request is null ? RequestOutcome.Refused(fault) : Execute(request)) is not { } journaled)
                return false;
            _unanswered.Add(id, answer = journaled);
        }

        disk.Replace(layout.Done(id), answer.ToBytes());
        disk.Delete(layout.Request(id));
        disk.SyncDirectory(layout.Requests);
        _unanswered.Remove(id);
        return true;
    }

    /// <summary>The answer, once the record about it is durable; null if the disk refused the record.</summary>
    private RequestAnswer? Journal(string id, RequestFile? request, RequestOutcome outcome)
    {
        var sequence = writer.NextSequence;
        var written = writer.TryAppend(RecordKind.Request, line => line
            .Text(RecordSchema.Request, id)
            .Text(RecordSchema.What, request?.What ?? "unknown")
            .Text(RecordSchema.Who, request?.Who ?? "")
            .Text(RecordSchema.When, request?.When ?? TimeText(time.GetUtcNow()))
            .Text(RecordSchema.Outcome, outcome.Word)
            .Text(RecordSchema.Detail, outcome.Detail)
            .Text(RecordSchema.OnBehalfOf, request?.OnBehalfOf)
            .End());
        return written ? new RequestAnswer(sequence, outcome.Word, outcome.Detail) : null;
    }

    private RequestOutcome Execute(RequestFile request) => _words.TryGetValue(request.What, out var execute)
        ? execute(request)
        : RequestOutcome.Refused($"allowed: {string.Join(", ", _words.Keys)}");

    /// <summary>False if the file is gone. A request that can't be understood is null.</summary>
    private bool TryRead(string path, out RequestFile? request, out string fault)
    {
        request = null;
        try
        {
            fault = "";
            if (disk.Read(path) is not { } bytes)
                return false;
            request = RequestFile.TryParse(bytes, out fault);
        }
        catch (DiskException e)
        {
            fault = e.Message; // another user's file, for example: it must not stand in the way of the others for ever
        }

        return true;
    }

    private static string? Id(string fileName) =>
        fileName.Length == 32 + JournalLayout.RequestSuffix.Length
        && fileName.EndsWith(JournalLayout.RequestSuffix, StringComparison.Ordinal)
        && TextForms.Fits(Encoding.UTF8.GetBytes(fileName[..32]), MemberType.Id)
            ? fileName[..32]
            : null;

    private static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
