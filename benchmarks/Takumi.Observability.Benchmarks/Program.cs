using BenchmarkDotNet.Running;
using Takumi.Observability.Benchmarks;
using Takumi.Observability.Benchmarks.Postgres;
using Takumi.Observability.Benchmarks.Requests;

// What BenchmarkDotNet can't measure, CPU of a whole process in interleaved rounds, has a word of its own.
if (args is ["requests", .. var rest])
    return await RequestBenchmarks.RunAsync(rest);

// Nor a disk: its speed changes from minute to minute, so the baseline has to be measured in turn with the journal.
if (args is ["audit-journal", .. var journal])
    return await AuditJournalBenchmarks.RunAsync(journal);

// Nor a round trip to a server: the same.
if (args is ["postgres", .. var postgres])
    return await SelectBenchmarks.RunAsync(postgres);

// Nor what a server takes in.
if (args is ["audit-postgres", .. var audit])
    return await AuditPostgresBenchmarks.RunAsync(audit);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
