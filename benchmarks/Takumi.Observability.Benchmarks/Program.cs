using BenchmarkDotNet.Running;
using Takumi.Observability.Benchmarks;
using Takumi.Observability.Benchmarks.Requests;

// What BenchmarkDotNet can't measure, CPU of a whole process in interleaved rounds, has a word of its own.
if (args is ["requests", .. var rest])
    return await RequestBenchmarks.RunAsync(rest);

// Nor a disk: its speed changes from minute to minute, so the baseline has to be measured in turn with the journal.
if (args is ["audit-journal", .. var journal])
    return await AuditJournalBenchmarks.RunAsync(journal);

// Nor a server.
if (args is ["audit-postgres", .. var postgres])
    return await AuditPostgresBenchmarks.RunAsync(postgres);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
