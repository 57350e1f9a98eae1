using System.Collections.Immutable;

namespace Takumi.Observability.Auditing;

/// <summary>Asks for the partition of each month once in the life of a process. Thread safe.</summary>
internal sealed class KnownMonths
{
    private ImmutableHashSet<DateTime> _known = [];

    /// <returns>The months asked for; to be given to <see cref="Add"/> once the transaction is committed.</returns>
    public async Task<IReadOnlyList<DateTime>> AskAsync(AuditTable table, IEnumerable<DateTime> times, CancellationToken cancellationToken)
    {
        var known = _known;
        var months = times.Select(time => new DateTime(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc)).Distinct().Where(month => !known.Contains(month)).ToList();
        foreach (var month in months)
            await table.EnsurePartitionAsync(month, cancellationToken).ConfigureAwait(false);
        return months;
    }

    public void Add(IReadOnlyList<DateTime> months)
    {
        if (months.Count > 0)
            ImmutableInterlocked.Update(ref _known, static (known, months) => known.Union(months), months);
    }

    /// <summary>As <see cref="AskAsync"/>, outside a transaction.</summary>
    public async Task EnsureAsync(AuditTable table, IEnumerable<DateTime> times, CancellationToken cancellationToken) =>
        Add(await AskAsync(table, times, cancellationToken).ConfigureAwait(false));
}
