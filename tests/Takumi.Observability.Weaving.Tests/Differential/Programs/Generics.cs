public static class Program
{
    public static async Task RunAsync(Action<object?> say)
    {
        say(new G<object>().Get() is null);
        var n = new G<object>.N<int>();
        say(n.M<string>([], new("k", 2)).Count);
        say((await n.A<string>([], new("k", 2))).Count);
        foreach (var i in n.I("v", new("q", 1)))
            say(i.Item3);
        say((await n.Tk("z")).Count);
        say(await n.Vt());
        say(Sum(new Num(2), new Num(3)).V);
        say(await await Nested());
    }

    [TraceOperation("sum")]
    static T Sum<T>(T a, T b)
        where T : INum<T> => T.Twice(a + b) + T.Zero;

    [TraceOperation("nested")]
    static Task<Task<int>> Nested() => Twice();

    static async Task<Task<int>> Twice()
    {
        await Task.Yield();
        return Task.FromResult(4);
    }
}

public class G<T>
    where T : class, new()
{
    readonly T _t = new();

    [TraceOperation("g")]
    public T Get([SpanTag("x")] T? x = null) => x ?? _t;

    public class N<U>
        where U : struct
    {
        [TraceOperation("n")]
        [return: SpanTag("c", Member = "Count")]
        public Dictionary<T, List<U>> M<V>([SpanTag("v", Member = "Count")] Dictionary<V, KeyValuePair<T, U>[]> d, [SpanTag("k", Member = "Key")] KeyValuePair<V, U> k)
            where V : notnull
        {
            Func<U> f = () => k.Value;
            f();
            [TraceOperation("loc")]
            [return: SpanTag("i", Member = "Item2")]
            (V, W) Loc<W>([SpanTag("w")] W w) => (k.Key, w);
            Loc(1.5);
            Loc("s");
            return [];
        }

        [TraceOperation("na")]
        [return: SpanTag("c", Member = "Count")]
        public async Task<Dictionary<T, List<U>>> A<V>([SpanTag("v", Member = "Count")] Dictionary<V, KeyValuePair<T, U>[]> d, [SpanTag("k", Member = "Key")] KeyValuePair<V, U> k)
            where V : notnull
        {
            await Task.Yield();
            return [];
        }

        [TraceOperation("ni")]
        public IEnumerable<(T, U, V)> I<V>([SpanTag("v")] V v, [SpanTag("k", Member = "Key")] KeyValuePair<V, U> k)
        {
            yield return (new T(), default, v);
        }

        [TraceOperation("nt")]
        [return: SpanTag("c", Member = "Count")]
        public Task<List<V>> Tk<V>(V v) => Task.Run(async () =>
        {
            await Task.Yield();
            return new List<V>
            {
                v
            };
        });

        [TraceOperation("nv", ErrorWhen = null)]
        [return: SpanTag("c")]
        public ValueTask<T?> Vt() => new((T? )null);
    }
}

public interface INum<T>
    where T : INum<T>
{
    static abstract T operator +(T a, T b);

    [TraceOperation("sv")]
    static virtual T Twice(T a) => a + a;

    static abstract T Zero { get; }
}

public struct Num(int v) : INum<Num>
{
    public int V = v;

    [TraceOperation("plus")]
    static Num INum<Num>.operator +(Num a, Num b) => new(a.V + b.V);

    static Num INum<Num>.Zero { [TraceOperation("zero")] get => default; }
}
