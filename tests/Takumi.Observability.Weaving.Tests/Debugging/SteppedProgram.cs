using Microsoft.CodeAnalysis;
using Takumi.Observability.Weaving.Tests.Compiling;

namespace Takumi.Observability.Weaving.Tests.Debugging;

/// <summary>A program to step through. It records every span, writes its process id, waits for its debugger, and calls the one method of its <c>Calls</c> that its argument names.</summary>
internal sealed class SteppedProgram
{
    private const string Source =
        """
        using System;
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.Threading;
        using System.Threading.Tasks;
        using Takumi.Observability;

        public static class Program
        {
            public static void Main(string[] arguments)
            {
                using var listener = new ActivityListener
                {
                    ShouldListenTo = _ => true,
                    // Part of a library in a real program, so no step enters it.
                    Sample = [DebuggerNonUserCode] (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                };
                ActivitySource.AddActivityListener(listener);
                Console.WriteLine(Environment.ProcessId);
                SpinWait.SpinUntil(() => Debugger.IsAttached);
                typeof(Calls).GetMethod(arguments[0])!.Invoke(null, null);
            }
        }

        public static class Calls
        {
            public static void CallSum()
            {
                Traced.Sum(1, 2);
            }

            public static void CallCaught()
            {
                Traced.Caught();
            }

            public static void CallThrown()
            {
                try
                {
                    Traced.Thrown();
                }
                catch (InvalidOperationException)
                {
                }
            }

            public static void CallSuspended()
            {
                Traced.Suspended(1).GetAwaiter().GetResult();
            }

            public static void CallCompleted()
            {
                Traced.Completed(1).GetAwaiter().GetResult();
            }

            public static void CallFailed()
            {
                ((IAsyncResult)Traced.Failed()).AsyncWaitHandle.WaitOne();
            }

            public static void CallNumbers()
            {
                foreach (var number in Traced.Numbers(2))
                {
                    Traced.Twice(number);
                }
            }
        }

        public static class Traced
        {
            [TraceOperation("sum")]
            [return: SpanTag("result")]
            public static int Sum([SpanTag("left")] int left, int right)
            {
                var sum = left + right;
                if (sum > 2)
                {
                    return Twice(sum);
                }

                return sum;
            }

            [TraceOperation("twice")]
            public static int Twice(int number) => 2 * number;

            [TraceOperation("caught")]
            public static int Caught()
            {
                try
                {
                    throw new InvalidOperationException();
                }
                catch (InvalidOperationException)
                {
                    return 1;
                }
                finally
                {
                    Twice(1);
                }
            }

            [TraceOperation("thrown")]
            public static void Thrown()
            {
                Twice(1);
                throw new InvalidOperationException();
            }

            [TraceWorkflow("suspended")]
            [return: SpanTag("result")]
            public static async Task<int> Suspended([SpanTag("number")] int number)
            {
                var next = number + 1;
                await Task.Yield();
                next = Twice(next);
                await Task.Yield();
                return next;
            }

            [TraceWorkflow("completed")]
            public static async Task<int> Completed(int number)
            {
                var next = await Task.FromResult(number);
                return Twice(next);
            }

            [TraceWorkflow("failed")]
            public static async Task Failed()
            {
                await Task.Yield();
                throw new InvalidOperationException();
            }

            [TraceOperation("numbers")]
            public static IEnumerable<int> Numbers(int count)
            {
                for (var number = 0; number < count; number++)
                {
                    yield return number;
                }
            }
        }
        """;

    private SteppedProgram(string path) => Path = path;

    public string Path { get; }

    public static SteppedProgram Write(string folder, bool woven)
    {
        var compilation = CompiledAssembly.Compile(Source, "Stepped");
        var assembly = CompiledAssembly.Write(compilation.WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication)), folder);
        if (woven)
            assembly.Weave().ShouldBeEmpty();

        var vocabulary = typeof(TakumiTelemetry).Assembly.Location;
        File.Copy(vocabulary, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(vocabulary)));
        return new SteppedProgram(assembly.Path);
    }

    public Symbols ReadSymbols() => new(Path, Source);
}
