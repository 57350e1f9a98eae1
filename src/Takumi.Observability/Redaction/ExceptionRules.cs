using System.Text;

namespace Takumi.Observability.Redaction;

/// <summary>
/// Applies the rules for types to exceptions: the mask gets the message. Nothing else that such an exception says of itself is told (<see cref="Exception.ToString"/> may add whatever its
/// author likes), and where another exception repeats its message, as an <see cref="AggregateException"/> does, the mask applies there too.
/// </summary>
internal sealed class ExceptionRules(TypeTable types)
{
    /// <summary>Whether there is a rule for the exception, or for one within it.</summary>
    public bool Has(Exception exception) => WithInner(exception).Any(one => types.Find(one.GetType()) is not null);

    /// <summary>What may be told of an exception that has a rule, or has one within it that does.</summary>
    public (string Message, string StackTrace) Apply(Exception exception)
    {
        List<(string Message, string Told)> masked = [];
        foreach (var one in WithInner(exception))
        {
            if (types.Find(one.GetType()) is { } mask)
                masked.Add((one.Message, mask(one.Message)));
        }

        var text = new StringBuilder();
        foreach (var one in WithInner(exception))
            text.Append(one == exception ? "" : "\n ---> ").Append(one.GetType().FullName).Append(": ").Append(Told(one)).Append('\n').Append(one.StackTrace);
        return (Told(exception), text.ToString());

        string Told(Exception one) => masked.Aggregate(one.Message, static (text, known) => known.Message.Length == 0 ? text : text.Replace(known.Message, known.Told, StringComparison.Ordinal));
    }

    private static IEnumerable<Exception> WithInner(Exception exception)
    {
        var next = new Stack<Exception>([exception]);
        while (next.TryPop(out var one))
        {
            yield return one;
            if (one is AggregateException many)
            {
                foreach (var inner in many.InnerExceptions.Reverse())
                    next.Push(inner);
            }
            else if (one.InnerException is { } cause)
                next.Push(cause);
        }
    }
}
