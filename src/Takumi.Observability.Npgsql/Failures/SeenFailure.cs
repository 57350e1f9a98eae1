using Npgsql;

namespace Takumi.Observability.Failures;

/// <summary>What is known of one failure, however often it is thrown on its way up: it is counted once, and written on one span. Any number of threads.</summary>
internal sealed class SeenFailure
{
    private NpgsqlException? _unclaimed;

    public bool IsCounted { get; set; }

    /// <summary>Whether it is on no span yet and may belong to one that is still open.</summary>
    public bool IsUnclaimed => Volatile.Read(ref _unclaimed) is not null;

    /// <summary>Whether the server said that the command was cancelled.</summary>
    public bool IsCancellation => Volatile.Read(ref _unclaimed)?.SqlState == PostgresErrorCodes.QueryCanceled;

    public void Offer(NpgsqlException failure) => Volatile.Write(ref _unclaimed, failure);

    /// <summary>The failure for the one who asks first, otherwise null.</summary>
    public NpgsqlException? Claim() => Interlocked.Exchange(ref _unclaimed, null);
}
