public static class Program
{
    public static async Task RunAsync(Action<object?> say)
    {
        var p = new Part();
        say(p.M(1));
        say(await p.A(2));
        say(p.P);
        say(p.I(3).Single());
        var pr = new Prim(3, "n");
        say(pr.M(1));
        say(await pr.A());
        say(pr.I().Single());
        var r = new Rec(1, "y");
        say(r);
        say(r == new Rec(1, "z"));
        r.Deconstruct(out int da);
        say(da);
        say(r.GetHashCode());
        var q = new RecS(3);
        say(q < new RecS(4));
        q++;
        say(q);
        say(q ? 1 : 2);
        say(unchecked((byte)new RecS(300)));
        try
        {
            say(checked((byte)new RecS(300)));
        }
        catch (OverflowException e)
        {
            say(e);
        }
        Cov c = new CovD();
        say(c.M());
        var ev = new Ev();
        Action h = () => say("fired");
        ev.E += h;
        ev.Fire();
        ev.E -= h;
        ev.Fire();
        say(ev[1, "ab"]);
        ev[1, "c"] = 4;
        var ad = new AbsD();
        say(ad.Tmpl(2));
        try
        {
            ad.Tmpl(9);
        }
        catch (InvalidOperationException e)
        {
            say(e);
        }

        say(ad);
        var b = new Buf();
        b[2] = 5;
        say(b.Sum());
    }
}

public partial class Part
{
    [TraceOperation("part")]
    public partial int M([SpanTag("x")] int x);
    public partial int M(int y) => y + 1;

    [TraceOperation("pasync")]
    public partial Task<int> A([SpanTag("x")] int x);

    public async partial Task<int> A(int y)
    {
        await Task.Yield();
        return y;
    }

    public partial int P { [TraceOperation("pp")] get; }

    public partial int P { get => 5; }

    public partial IEnumerable<int> I(int x);

    [TraceOperation("pi")]
    public partial IEnumerable<int> I([SpanTag("x")] int y)
    {
        yield return y;
    }
}

public class Prim(int seed, string name)
{
    [TraceOperation("prim")]
    public int M([SpanTag("x")] int x) => seed++ + x + name.Length;

    [TraceOperation("prima")]
    public async Task<int> A()
    {
        await Task.Yield();
        return seed++;
    }

    [TraceOperation("primi")]
    public IEnumerable<int> I()
    {
        yield return seed;
    }
}

public record Rec(int X, string Y)
{
    [TraceOperation("pm")]
    protected virtual bool PrintMembers(System.Text.StringBuilder b)
    {
        b.Append("custom");
        return true;
    }

    [TraceOperation("eq")]
    public virtual bool Equals(Rec? o) => o is not null && o.X == X;

    [TraceOperation("hash")]
    public override int GetHashCode() => X;

    [TraceOperation("dec")]
    public void Deconstruct(out int a) => a = X;
}

public record struct RecS(int X)
{
    [TraceOperation("ts")]
    public override readonly string ToString() => "S" + X;

    [TraceOperation("cmp")]
    public static bool operator <(RecS a, RecS b) => a.X < b.X;
    public static bool operator >(RecS a, RecS b) => a.X > b.X;

    [TraceOperation("inc")]
    public static RecS operator ++(RecS a) => new(a.X + 1);

    [TraceOperation("true")]
    public static bool operator true(RecS a) => a.X != 0;

    [TraceOperation("false")]
    public static bool operator false(RecS a) => a.X == 0;

    [TraceOperation("exp")]
    public static explicit operator checked byte(RecS a) => checked((byte)a.X);

    [TraceOperation("expu")]
    public static explicit operator byte(RecS a) => unchecked((byte)a.X);
}

public class Cov
{
    [TraceOperation("cov")]
    public virtual object M() => "o";
}

public class CovD : Cov
{
    [TraceOperation("covd")]
    public override string M() => "d" + base.M();
}

public class Ev
{
    Action? _a;

    public event Action E
    {
        [TraceOperation("add")]
        add => _a += value;

        [TraceOperation("rem")]
        remove => _a -= value;
    }

    public void Fire() => _a?.Invoke();

    public int this[int i, string s]
    {
        [TraceOperation("idx")]
        get => i + s.Length;

        [TraceOperation("idxs")]
        [param: SpanTag("q")]
        set => _a = null;
    }
}

public class Fin
{
    public static int N;

    [TraceOperation("fin")]
    ~Fin()
    {
        N++;
    }
}

public abstract class Abs
{
    [TraceOperation("tmpl")]
    public int Tmpl(int x)
    {
        try
        {
            return Hook(x);
        }
        finally
        {
            After();
        }
    }

    protected abstract int Hook(int x);

    [TraceOperation("after")]
    protected virtual void After()
    {
    }

    [TraceOperation("sealed")]
    public sealed override string ToString() => "abs";
}

public class AbsD : Abs
{
    [TraceOperation("hook")]
    protected override int Hook([SpanTag("x")] int x) => x > 5 ? throw new InvalidOperationException("hook") : x;
}

[InlineArray(4)]
public struct Buf
{
    int _e;

    [TraceOperation("buf")]
    public int Sum()
    {
        int r = 0;
        foreach (var x in this)
            r += x;
        return r;
    }
}
