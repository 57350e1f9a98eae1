using Microsoft.Extensions.Logging;
using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <content>How records get onto the disk: the journal's own, and those of the application.</content>
internal sealed partial class JournalWriter
{
    /// <summary>Writes what an opened journal has to say first: genesis, recoveries, and then what the caller adds.</summary>
    private void AppendOpening(Action add)
    {
        var genesis = _store!.Genesis ?? Genesis.New(_settings.Service);
        var tails = TornTail.Pending(_disk, _layout);
        AppendOwn(() =>
        {
            if (_store.Mark.NextSequence == 0)
                _own.Add(RecordKind.Genesis, genesis.Write);
            foreach (var tail in tails)
                _own.Add(RecordKind.Recovery, tail.WriteRecord);
            add();
        });
        _store.Genesis = Genesis = genesis;
        foreach (var tail in tails)
        {
            _logger.LogWarning("The audit journal cut {Bytes} torn bytes off segment {Segment} at offset {Offset} and kept them beside it.", tail.Content.Length, tail.Segment, tail.Offset);
            tail.Settle(_disk, _layout);
        }

        _store.AppendLeafHashes(_batch);
    }

    private bool TryAppend(Action add)
    {
        if (State != JournalState.Open)
            return false;
        try
        {
            AppendOwn(add);
            Contain(Settle);
            return true;
        }
        catch (AppendException e)
        {
            Failed(e);
            return false;
        }
    }

    private void AppendOwn(Action add)
    {
        _batch.Begin(_store!.Mark.NextSequence);
        add();
        _store.Append(_batch);
        _mark = _store.Mark;
        _lastRecord = _time.GetTimestamp();
    }

    private void WriteBatch(RecordBacklog backlog)
    {
        _batch.Begin(_store!.Mark.NextSequence);
        var told = _own.AddLosses();
        backlog.Fill(_batch);
        if (_batch.Count == 0)
            return;
        try
        {
            _store.Append(_batch);
        }
        catch (AppendException e)
        {
            backlog.GiveBack(e);
            Failed(e);
            return;
        }

        _retry.Succeeded();
        _lastRecord = _time.GetTimestamp();
        Told(told);
        backlog.Complete(_batch, told.Count, Genesis!.Origin);
        Contain(Settle);
    }

    /// <summary>What follows an append once its records are safe and told: the copy of the leaf hashes, a new segment when it is time.</summary>
    private void Settle()
    {
        _store!.AppendLeafHashes(_batch);
        if (_store.Mark.Length >= _settings.SegmentBytes)
            _store.Rotate();
    }

    private void Told(List<(int Reason, long Count)> told)
    {
        foreach (var (reason, count) in told)
            _losses.Told(reason, count);
    }
}
