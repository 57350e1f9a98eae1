using Microsoft.Extensions.Logging;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

// What the writer does when the disk refuses: a refused batch is tried again after a pause; files in doubt are reopened in full, cut back to
// what this process knows to be durable; what only a person can decide ends it.
internal sealed partial class JournalWriter
{
    private DateTimeOffset _failedSince;
    private string _trouble = "it is not open yet";

    /// <summary>Refuses all records from now on: the log must not be continued.</summary>
    public void Refuse(string reason)
    {
        State = JournalState.Refused;
        _trouble = reason;
        _logger.LogCritical("The audit journal {Directory} refuses all records until somebody has looked at it: {Reason}", _settings.Directory, reason);
    }

    private void Reopen()
    {
        try
        {
            _store?.Dispose();
            _store = null;
            _store = new JournalRecovery(_disk, _layout).Open(_mark, []);
            AppendOpening(() => _own.AddFailure(_failedSince));
            State = JournalState.Open;
            _retry.Succeeded();
            _logger.LogWarning("The audit journal {Directory} is open again after a failure of its disk since {Since:O}.", _settings.Directory, _failedSince);
        }
        catch (Exception e) when (e is DiskException or AppendException)
        {
            _trouble = e.Message;
            _retry.Failed();
        }
        catch (JournalRefusedException e)
        {
            Refuse(e.Message);
        }
    }

    private void Failed(AppendException failure)
    {
        if (failure.Failure == AuditFailure.Unknown)
        {
            Fail(failure.Message);
            return;
        }

        if (!_retry.IsRetrying)
            _logger.LogError("The audit journal {Directory} could not write: {Reason}. Records that nobody awaits are kept and tried again.", _settings.Directory, failure.Message);
        _retry.Failed();
    }

    private void Fail(string reason)
    {
        _mark = _store!.Mark;
        _failedSince = _time.GetUtcNow();
        _trouble = reason;
        State = JournalState.Failed;
        _retry.Failed();
        _logger.LogError("The audit journal {Directory} failed and will be reopened: {Reason}", _settings.Directory, reason);
    }

    private void Contain(Action action)
    {
        try
        {
            action();
        }
        catch (DiskException e)
        {
            Fail(e.Message);
        }
    }
}
