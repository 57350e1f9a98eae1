using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;

namespace Takumi.Observability.Redaction;

/// <summary>Decides by the type of a value: the host's own rules first, then <see cref="SensitiveAttribute"/> on the type.</summary>
internal sealed class TypeTable(IEnumerable<KeyValuePair<Type, Func<string, string>>> rules)
{
    private readonly FrozenDictionary<Type, Func<string, string>> _rules = rules.ToFrozenDictionary();

    // As large as the number of types that the application ever logs; a program has a fixed number of them.
    private readonly ConcurrentDictionary<Type, Func<string, string>?> _found = new();

    public Func<string, string>? Find(Type type) =>
        _found.TryGetValue(type, out var mask) ? mask : _found.GetOrAdd(type, static (type, rules) => Look(type, rules), _rules);

    /// <summary>Types whose text can't hold a secret unless their name says so.</summary>
    public static bool IsPlain(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(decimal) || type == typeof(Guid) || type == typeof(DateTime)
        || type == typeof(DateTimeOffset) || type == typeof(TimeSpan) || type == typeof(DateOnly) || type == typeof(TimeOnly);

    private static Func<string, string>? Look(Type type, FrozenDictionary<Type, Func<string, string>> rules)
    {
        for (var candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            if (rules.TryGetValue(candidate, out var mask))
                return mask;
        }

        foreach (var (candidate, mask) in rules)
        {
            if (candidate.IsAssignableFrom(type))
                return mask;
        }

        return type.GetCustomAttribute<SensitiveAttribute>(inherit: true) is { } sensitive ? Mask.For(sensitive.DataClass) : null;
    }
}
