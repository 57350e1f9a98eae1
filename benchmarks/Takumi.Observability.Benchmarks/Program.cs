using BenchmarkDotNet.Running;
using Takumi.Observability.Benchmarks.Requests;

// What BenchmarkDotNet can't measure, CPU of a whole process in interleaved rounds, has a word of its own.
if (args is ["requests", .. var rest])
    return await RequestBenchmarks.RunAsync(rest);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
