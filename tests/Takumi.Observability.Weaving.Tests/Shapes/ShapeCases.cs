using System.Linq.Expressions;
using System.Reflection;

namespace Takumi.Observability.Weaving.Tests.Shapes;

/// <summary>Every call of every shape, with the spans it makes: one <c>shape</c> with the tag x = 7 unless said otherwise.</summary>
internal static class ShapeCases
{
    private const string OneSpan = "shape (internal)\n  - x: 7\n";
    private const string NoTags = "shape (internal)\n";

    public static IEnumerable<(string Name, Func<Task> Call, string Spans)> All =>
    [
        .. Synchronous().Select(call => (call.Name, AsTask(call.Call), call.Spans ?? OneSpan)),
        .. Asynchronous().Select(call => (call.Name, call.Call, call.Spans ?? OneSpan)),
    ];

    private static IEnumerable<(string Name, Action Call, string? Spans)> Synchronous()
    {
        var methods = new Signatures();
        var implementation = new Implementation();
        IContract contract = implementation;
        Ancestor viaBase = implementation;
        yield return ("static", () => Signatures.Static(7).ShouldBe(8), null);
        yield return ("instance", () => methods.Instance(7).ShouldBe(8), null);
        yield return ("void", () => methods.Nothing(7), null);
        yield return ("private, private nested type, private generic", () => new Signatures().CallPrivate(7).ShouldBe(23), OneSpan + OneSpan + OneSpan);
        yield return ("generic method", () => methods.Generic(7).ShouldBe(7), null);
        yield return ("overload, int", () => methods.Overloaded(7).ShouldBe(7), null);
        yield return ("overload, string", () => methods.Overloaded("7").ShouldBe("7"), null);
        yield return ("optional", () => methods.Optional().ShouldBe(7), null);
        yield return ("named and params", () => methods.Optional(more: [1, 2], x: 7).ShouldBe(9), null);
        yield return ("params span", () => methods.ParamsSpan(7, 1, 2).ShouldBe(9), null);
        yield return ("in, ref, out", CallByReference, null);
        yield return ("ref return", () => methods.RefReturn(7)++, null);
        yield return ("ref struct", () => methods.RefStruct(7, "0123456789").ToString().ShouldBe("789"), null);
        yield return ("tuple", () => methods.Tuple(7).ShouldBe((7, "right")), null);
        yield return ("pointer", CallPointer, null);
        yield return ("return inside a try block", () => methods.ManyReturns(7).ShouldBe(1), null);
        yield return ("recursion", () => Signatures.Recursive(1).ShouldBe(1), "shape (internal)\n  - x: 1\n  shape (internal)\n    - x: 0\n");
        yield return ("stackalloc, SkipLocalsInit", () => Signatures.StackAllocated(7).ShouldBe(7), null);
        yield return ("local function", () => new Signatures().CallLocalFunction(7).ShouldBe(8), null);
        yield return ("lambda", () => Signatures.CallLambda(7).ShouldBe(8), null);
        yield return ("file type", () => FileTypes.Call(7).ShouldBe(7), null);
        yield return ("null-conditional", () => Maybe(methods)?.Instance(7), null);

        yield return ("struct", CallStruct, OneSpan + OneSpan);
        yield return ("record", () => new Record(1).Add(7).ShouldBe(8), null);
        yield return ("generic type", () => new Generic<int>().Echo(7).ShouldBe(7), null);
        yield return ("generic type of a reference", () => new Generic<string>().Echo("7").ShouldBe("7"), null);
        yield return ("generic method of a nested generic type", () => new Generic<string>.Inner<Guid>().Echo("", Guid.Empty, 7).ShouldBe(7), null);

        yield return ("classic extension", () => methods.Classic(7).ShouldBe(7), null);
        yield return ("classic extension, called statically", () => Extensions.Classic(methods, 7).ShouldBe(7), null);
        yield return ("extension block", () => methods.Modern(7).ShouldBe(7), null);
        yield return ("static extension", () => Signatures.ModernStatic(7).ShouldBe(7), null);

        yield return ("property get", () => _ = new Members().Property, NoTags);
        yield return ("property set", () => new Members().Property = 7, null);
        yield return ("automatic property", () => new Members().Automatic.ShouldBe(7), NoTags);
        yield return ("indexer", () => new Members()[7].ShouldBe(7), NoTags);
        yield return ("event", () => new Members().Changed += (_, _) => { }, NoTags);
        yield return ("operator", () => _ = new Members() + 7, null);
        yield return ("conversion", () => ((int)new Members()).ShouldBe(0), NoTags);
        yield return ("deconstruction", () => (_, _) = new Members(), NoTags);
        yield return ("collection initializer", () => _ = new Members { 7 }, null);
        yield return ("using", CallUsing, NoTags);

        yield return ("interface", () => contract.Call(7).ShouldBe(7), null);
        yield return ("explicit implementation", () => contract.Explicit(7).ShouldBe(7), null);
        yield return ("default implementation", () => contract.Default(7).ShouldBe(7), null);
        yield return ("constrained generic and static abstract", () => Constrained.Call(implementation, 7).ShouldBe(14), OneSpan + OneSpan);
        yield return ("virtual via base, override calls base", () => viaBase.Virtual(7).ShouldBe(8), "override (internal)\n  - x: 7\n  base (internal)\n    - x: 7\n");
        yield return ("abstract via base", () => viaBase.Abstract(7).ShouldBe(7), null);
        yield return ("protected, private protected, protected internal", () => implementation.CallProtected(7).ShouldBe(21), OneSpan + OneSpan + OneSpan);

        yield return ("delegate", () => ((Func<int, int>)methods.Instance).Invoke(7), null);
        yield return ("event handler", CallEventHandler, null);
        yield return ("function pointer", CallFunctionPointer, null);
        yield return ("LINQ", () => new[] { 7 }.Select(Signatures.Static).Single().ShouldBe(8), null);
        yield return ("reflection", () => typeof(Signatures).GetMethod("Private", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(new Signatures(), [7]).ShouldBe(8), null);
        yield return ("CreateDelegate", () => typeof(Signatures).GetMethod(nameof(Signatures.Static))!.CreateDelegate<Func<int, int>>()(7).ShouldBe(8), null);
        yield return ("dynamic", () => ((int)((dynamic)methods).Generic(7)).ShouldBe(7), null);
        yield return ("compiled expression", CallExpression, null);
        yield return ("in a constructor", () => _ = new CallsInConstructor(), null);

        void CallByReference()
        {
            var y = 1;
            methods.ByReference(7, ref y, out var z);
            (y, z).ShouldBe((8, 8));
        }

        unsafe void CallPointer()
        {
            var y = 1;
            methods.Pointer(7, &y).ShouldBe(8);
        }

        void CallEventHandler()
        {
            var happened = default(EventHandler<int>);
            happened += methods.Handle;
            happened(null, 7);
        }

        unsafe void CallFunctionPointer()
        {
            delegate*<int, int> pointer = &Signatures.Static;
            pointer(7).ShouldBe(8);
        }

        void CallStruct()
        {
            var value = new Struct(1);
            value.Increase(7);
            value.Read(7).ShouldBe(15);
        }

        void CallUsing()
        {
            using (new Members())
            {
            }
        }

        void CallExpression()
        {
            Expression<Func<int, int>> expression = x => Signatures.Static(x);
            expression.Compile()(7).ShouldBe(8);
        }
    }

    private static IEnumerable<(string Name, Func<Task> Call, string? Spans)> Asynchronous()
    {
        var ends = new Ends();
        yield return ("async Task", () => ends.TaskAsync(7), null);
        yield return ("async Task of T", async () => (await ends.TaskOfAsync(7)).ShouldBe(7), null);
        yield return ("async ValueTask", async () => await ends.ValueTaskAsync(7), null);
        yield return ("async ValueTask of T", async () => (await ends.ValueTaskOfAsync(7)).ShouldBe(7), null);
        yield return ("pooled async", async () => (await ends.PooledAsync(7)).ShouldBe(7), null);
        yield return ("async, completed", async () => (await ends.CompletedAsync(7)).ShouldBe(7), null);
        yield return ("Task", () => ends.Returned(7), null);
        yield return ("Task of T", async () => (await ends.ReturnedOf(7)).ShouldBe(7), null);
        yield return ("ValueTask", async () => await ends.ReturnedValue(7), null);
        yield return ("ValueTask of T", async () => (await ends.ReturnedValueOf(7)).ShouldBe(7), null);
        yield return ("completed Task", async () => (await ends.ReturnedCompleted(7)).ShouldBe(7), null);
        yield return ("no task", () => Completed(() => ends.NoTask(7).ShouldBeNull()), null);
        yield return ("struct, async", async () => (await new Struct(1).IncreaseAsync(7)).ShouldBe(8), null);
        yield return (
            "generic async method of a generic type",
            async () => (await new Generic<int>().PairAsync(7, "other", 8)).ShouldBe((7, "other")),
            "shape (internal)\n  - other: other\n  - unused: 8\n  - x: 7\n");
        yield return (
            "generic async method of a nested generic type, result read",
            async () => (await new Generic<string>.Inner<Guid>().HoldAsync(7)).Value.ShouldBe(7),
            "shape (internal)\n  - value: 7\n  - x: 7\n");
        yield return ("await", async () => await new Awaitable(), NoTags);
        yield return ("hosted service", CallHostedService, NoTags);
        yield return ("await using", CallAwaitUsing, NoTags);
        yield return ("in an async lambda", async () => await Task.Run(() => Signatures.Static(7)), null);
        yield return ("as a thread's work", () => Completed(() => Parallel.Invoke(() => Signatures.Static(7))), null);

        async Task CallHostedService()
        {
            using var worker = new Worker();
            await worker.StartAsync(CancellationToken.None);
            await worker.ExecuteTask!;
        }

        async Task CallAwaitUsing()
        {
            await using var members = new Members();
        }
    }

    private static Signatures? Maybe(Signatures methods) => methods;

    private static Func<Task> AsTask(Action call) => () => Completed(call);

    private static Task Completed(Action call)
    {
        call();
        return Task.CompletedTask;
    }

    private sealed class CallsInConstructor
    {
        public CallsInConstructor() => Signatures.Static(7);
    }
}
