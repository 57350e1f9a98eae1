using System.CommandLine;
using System.Globalization;
using Takumi.Observability.Cli.Audit;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Postgres;

/// <summary>Verifies the table that a journal was shipped to: the tree over its lines, and every column against its line.</summary>
internal static class PostgresVerification
{
    public static async Task<int> RunAsync(VerifyRequest request, string connectionString, string schema, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        await using var table = await AuditTableReader.OpenAsync(connectionString, schema, cancellationToken);
        var log = request.Origin ?? await OnlyLogAsync(table, cancellationToken);
        using var extract = await TableExtract.WriteAsync(table, log, cancellationToken);
        var keys = Inputs.ParseKeys(request.Keys);
        var trusted = request.Trusted.Select(path => new ReadOnlyMemory<byte>(File.ReadAllBytes(path))).ToList();
        var inventory = JournalInventory.Read(extract.Root);
        var remembered = request.Memory?.Recall(log, handovers => new NoteReader(keys, HandoverNote.Find(inventory, [.. trusted, .. handovers]))) ?? [];
        var verifier = new AuditVerifier(new AuditVerifierOptions
        {
            Keys = Inputs.ReadKeys(request.Keys),
            TrustedNotes = [.. trusted, .. remembered],
            Origin = log,
        });
        var found = await VerificationProgress.ShowAsync(invocation.Error, request.IsJson, progress => verifier.VerifyAsync(extract.Root, progress, cancellationToken));
        var report = new VerifyReport(OfTable(found, extract) with { OriginOnFirstSight = request.Origin is null && found.OriginOnFirstSight }, remembered.Count > 0);
        if (report.IsWorthRemembering)
            request.Memory?.Remember(report.Result);

        if (request.IsJson)
            await invocation.Output.WriteLineAsync(report.ToJson());
        else
            VerifyText.Write(report, table.Place, invocation.Output);
        return report.ExitCode;
    }

    private static async Task<string> OnlyLogAsync(AuditTableReader table, CancellationToken cancellationToken) => await table.LogsAsync(cancellationToken) switch
    {
        [var only] => only,
        [] => throw new UnusableAuditInputException($"No log was shipped to {table.Place}."),
        var several => throw new UnusableAuditInputException($"{table.Place} has several logs; --origin says which: {string.Join(", ", several)}."),
    };

    private static AuditVerification OfTable(AuditVerification found, TableExtract extract)
    {
        // No crash tears a table: what would be a torn tail of a journal is a row that somebody put there.
        var tail = found.TornTail is null ? null : new AuditFault(found.Records, found.Records, null, null, null, "the row does not continue the log");
        var fault = new[] { found.Fault, tail, extract.ColumnFault }.Where(fault => fault is not null).MinBy(fault => fault!.FirstSequence);
        List<string> remarks = [.. found.Remarks];
        if (extract.FaultyRows > 1)
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{extract.FaultyRows} rows have columns that are not what their line says"));
        if (extract.NotesAhead > 0)
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{extract.NotesAhead} checkpoints in the table are over more than the {extract.Shipped} records that were shipped; they were left out"));
        return found with
        {
            Fault = fault is null ? null : fault with { Segment = null, Line = null, Offset = null },
            Integrity = fault is null ? found.Integrity : AuditIntegrity.Broken,
            TornTail = null,
            Remarks = remarks,
        };
    }
}
