public static class Program
{
    static Action<object?> s = null!;

    struct St
    {
        public int V;

        [TraceOperation("st")]
        public async Task<int> M([SpanTag("x")] int x)
        {
            V += x;
            await Task.Yield();
            return V;
        }

        [TraceOperation("st2")]
        public readonly async Task<int> R()
        {
            await Task.Yield();
            return V;
        }

        [TraceOperation("it")]
        public IEnumerable<int> It()
        {
            yield return V;
            V++;
            yield return V;
        }
    }

    interface ISt
    {
        [TraceOperation("dim")]
        async Task<int> Dim([SpanTag("x")] int x)
        {
            await Task.Yield();
            return x + N;
        }

        int N { get; }

        static abstract Task<int> Sa(int x);

        [TraceOperation("sv")]
        static virtual async Task<int> Sv([SpanTag("x")] int x)
        {
            await Task.Yield();
            return x;
        }

        [TraceOperation("ps")]
        private async Task<int> Priv()
        {
            await Task.Yield();
            return N;
        }

        async Task<int> CallPriv() => await Priv();
    }

    sealed class Imp : ISt
    {
        public int N => 5;

        [TraceOperation("sa")]
        public static async Task<int> Sa([SpanTag("x")] int x)
        {
            await Task.Yield();
            return x * 2;
        }
    }

    static async Task<int> Sa<T>(int x)
        where T : ISt => await T.Sa(x) + await T.Sv(x);

    public static async Task RunAsync(Action<object?> say)
    {
        s = say;
        var st = new St
        {
            V = 1
        };
        say(await st.M(3));
        say(st.V);
        say(await st.R());
        foreach (var i in st.It())
            say(i);
        ISt imp = new Imp();
        say(await imp.Dim(1));
        say(await imp.CallPriv());
        say(await Sa<Imp>(3));
        var lam = [TraceOperation("lam")] async ([SpanTag("x")] int x) =>
        {
            await Task.Yield();
            return x + st.V;
        };
        say(await lam(3));

        [TraceOperation("loc")]
        async Task<T> Loc<T>([SpanTag("x")] T x, [SpanTag("no")] int no)
        {
            await Task.Yield();
            s(st.V);
            return x;
        }

        say(await Loc("q", 3));

        [TraceOperation("slo")]
        static async ValueTask<T> Slo<T>([SpanTag("x")] T x)
            where T : IComparable<T>
        {
            await Task.CompletedTask;
            return x.CompareTo(x) == 0 ? x : throw new Exception();
        }

        say(await Slo(3));
    }
}
