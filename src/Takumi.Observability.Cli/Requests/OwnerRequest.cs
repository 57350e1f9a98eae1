using System.Diagnostics;
using System.Globalization;
using Takumi.Observability.Format;
using Takumi.Observability.Storage;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Requests;

/// <summary>
/// A request to the service that has a journal open, as the journal's README defines it: a file that the service executes, journals and answers.
/// Without a service it waits for the next start.
/// </summary>
internal sealed class OwnerRequest
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly JournalLayout _layout;

    private OwnerRequest(JournalLayout layout, string id)
    {
        _layout = layout;
        Id = id;
    }

    /// <summary>By which the journal's record tells of it.</summary>
    public string Id { get; }

    public string Path => _layout.Request(Id);

    /// <summary>Whether it waits no longer: it was executed, or withdrawn.</summary>
    public bool IsGone => !File.Exists(Path);

    /// <summary>Leaves the request for the owner.</summary>
    /// <exception cref="UnusableAuditInputException">There is no place for requests, as in a copy, or the request is too long.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static OwnerRequest Send(string directory, string what, Requester requester, string? detail = null)
    {
        var layout = new JournalLayout(directory);
        if (!Directory.Exists(layout.Requests))
            throw new UnusableAuditInputException($"'{layout.Requests}' does not exist: this is a copy, or no journal");
        var request = new OwnerRequest(layout, AuditRecordId.New().ToString());
        var now = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        request.Write(new RequestFile(what, requester.Who, now, requester.OnBehalfOf, detail));
        return request;
    }

    /// <summary>Whether somebody has the journal open; null if that can't be told. Takes no lock that an owner would notice.</summary>
    public bool? IsOwned()
    {
        if (!RegularFile.Is(_layout.LockFile))
            return false; // no owner's, and the open might wait for ever
        try
        {
            // .NET opens with a shared lock, which the owner's exclusive one refuses.
            using var handle = File.OpenHandle(_layout.LockFile, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>The owner's answer, or null if none came in time or none can come any more: a start of the service removes those of the run before.</summary>
    public async Task<RequestAnswer?> WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var pause = new PeriodicTimer(s_pause);
        do
        {
            if (TryTakeAnswer() is { } answer)
                return answer;
            if (IsGone)
                return TryTakeAnswer(); // it is there before the request goes
        }
        while (Stopwatch.GetElapsedTime(began) < patience && await pause.WaitForNextTickAsync(cancellationToken));
        return null;
    }

    /// <summary>Takes the request back, unless it is being executed already.</summary>
    public void Withdraw() => File.Delete(Path);

    /// <summary>Reads the answer and removes it: it was for this program only.</summary>
    private RequestAnswer? TryTakeAnswer()
    {
        var path = _layout.Done(Id);
        if (!File.Exists(path))
            return null;
        var answer = RequestAnswer.Parse(File.ReadAllBytes(path));
        File.Delete(path);
        return answer;
    }

    private void Write(RequestFile request)
    {
        byte[] bytes;
        try
        {
            bytes = request.ToBytes();
        }
        catch (InvalidRecordException e)
        {
            throw new UnusableAuditInputException(e.Message, e);
        }

        var aside = Path + JournalLayout.AsideSuffix;
        File.WriteAllBytes(aside, bytes);
        if (!OperatingSystem.IsWindows()) // the owner may be another user than, say, root; nobody else gets into the directory
            File.SetUnixFileMode(aside, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.Move(aside, Path);
    }
}
