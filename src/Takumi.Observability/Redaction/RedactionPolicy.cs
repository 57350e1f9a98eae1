using System.Collections;
using System.Globalization;
using Takumi.Observability.Redaction.Names;
using Takumi.Observability.Redaction.Shapes;

namespace Takumi.Observability.Redaction;

/// <summary>
/// The one policy for what leaves the process: decides by the name of a value, by its type, and by the shapes found in its text.
/// </summary>
/// <remarks>
/// Compiled once from <see cref="RedactionOptions"/>, immutable, safe for all threads. What needs no redaction comes back as the
/// same reference and nothing is allocated. Redacting twice gives the same as once. No method throws: a value whose mask, detector
/// or <see cref="object.ToString"/> throws is dropped (<see cref="Mask.Failed"/>) and told to the callback.
/// </remarks>
public sealed class RedactionPolicy
{
    private const int DeepestNesting = 8;

    private readonly NameTable _names;
    private readonly TypeTable _types;
    private readonly ExceptionRules _exceptions;
    private readonly TextScanner _text;
    private readonly TextScanner _templates;
    private readonly Action<Exception>? _onFailure;

    /// <summary>Compiles a policy. Later changes of the options have no effect on it.</summary>
    /// <param name="options">What is masked beyond the built-in rules.</param>
    /// <param name="onFailure">Called with what a mask, a detector or a value's own code has thrown, once for each value that was dropped.</param>
    /// <exception cref="ArgumentException">The options can't be used; see <see cref="RedactionOptions.Validate"/>.</exception>
    public RedactionPolicy(RedactionOptions options, Action<Exception>? onFailure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _onFailure = onFailure;
        _names = new NameTable(options.Names);
        _types = new TypeTable(options.Types);
        _exceptions = new ExceptionRules(_types);
        _text = new TextScanner(Detectors(options, keepHoles: false));
        _templates = new TextScanner(Detectors(options, keepHoles: true));
    }

    /// <summary>Redacts free text by the shapes in it.</summary>
    public string RedactText(string text) => Scan(_text, text);

    /// <summary>Redacts the value of an attribute, a baggage entry or a field.</summary>
    public string Redact(string name, string value)
    {
        try
        {
            return _names.Match(name, out var isPlural) is { } rule ? Apply(rule, value, isPlural) : _text.Redact(value);
        }
        catch (Exception exception)
        {
            return Fail(exception);
        }
    }

    /// <summary>
    /// Redacts the value of an attribute or a field. Numbers, dates and other plain values are looked at by name and type only;
    /// arrays, lists and dictionaries element by element; anything else by its invariant text.
    /// </summary>
    /// <returns>The same reference when there was nothing to redact, otherwise a text or an array of what may be told.</returns>
    public object? Redact(string name, object? value)
    {
        try
        {
            return Redact(name, value, depth: 0);
        }
        catch (Exception exception)
        {
            return Fail(exception);
        }
    }

    /// <summary>What may be told about an exception, in an audit record, on a console or in a log. If it or one within it has a rule for its type, that is types, masked messages and stacks.</summary>
    public ExceptionText RedactException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        RedactException(exception, out var text);
        return text;
    }

    /// <summary>The same, and whether there was something to redact.</summary>
    internal bool RedactException(Exception exception, out ExceptionText text)
    {
        var name = exception.GetType().FullName ?? "";
        try
        {
            var hasRule = HasRuleFor(exception);
            var (message, stackTrace) = hasRule ? _exceptions.Apply(exception) : (exception.Message, exception.ToString());
            text = new ExceptionText(name, _text.Redact(message), _text.Redact(stackTrace));
            return hasRule || !ReferenceEquals(text.Message, message) || !ReferenceEquals(text.StackTrace, stackTrace);
        }
        catch (Exception failure)
        {
            text = new ExceptionText(name, Fail(failure), Mask.Failed);
            return true;
        }
    }

    /// <summary>Whether the exception, or one within it, has a rule for its type.</summary>
    internal bool HasRuleFor(Exception exception) => _exceptions.Has(exception);

    /// <summary>Redacts a message template, in which <c>password={Password}</c> is no secret but the name of one.</summary>
    internal string RedactTemplate(string template) => Scan(_templates, template);

    /// <summary>Tells a failure and gives what stands for the value that is dropped.</summary>
    internal string Fail(Exception exception)
    {
        try
        {
            _onFailure?.Invoke(exception);
        }
        catch (Exception)
        {
            // Whoever counts failures has failed too; the value is dropped all the same.
        }

        return Mask.Failed;
    }

    private object? Redact(string name, object? value, int depth)
    {
        if (value is null)
            return null;

        var rule = _names.Match(name, out var isPlural);
        if (value is string text)
            return rule is null ? _text.Redact(text) : Apply(rule, text, isPlural);
        if (rule is { IsInClear: true })
            return value;

        if (rule is null && value is Exception exception)
            return RedactException(exception, out var told) ? told.StackTrace : value;

        var type = value.GetType();
        if (rule is null && _types.Find(type) is { } mask)
            return Same(value, mask, TextOf(value));
        if (rule is null && TypeTable.IsPlain(type))
            return value;
        if (value is bool || type.IsEnum || (isPlural && TypeTable.IsPlain(type)))
            return value;
        if (value is IDictionary dictionary)
            return RedactEntries(dictionary, rule, depth);
        if (value is ICollection collection)
            return RedactElements(name, collection, rule, depth);

        return rule is null ? Same(value, _text.Redact, TextOf(value)) : Same(value, rule.Mask, TextOf(value));
    }

    private static object Same(object value, Func<string, string> mask, string text)
    {
        var masked = mask(text);
        return masked == text ? value : masked;
    }

    private static string Apply(NameRule rule, string value, bool isPlural)
    {
        if (isPlural && !value.AsSpan().ContainsAnyExcept(CharacterSets.Digits))
            return value;
        var masked = rule.Mask(value);
        return masked == value ? value : masked;
    }

    private object RedactElements(string name, ICollection values, NameRule? rule, int depth)
    {
        if (rule is null && values.GetType().GetElementType() is { } elementType && TypeTable.IsPlain(elementType))
            return values;
        if (values is byte[] || depth == DeepestNesting)
            return Mask.Redacted;

        object?[]? redacted = null;
        var index = 0;
        foreach (var value in values)
        {
            var now = Redact(name, value, depth + 1);
            if (redacted is null && !ReferenceEquals(now, value))
                redacted = Copy(values);
            if (redacted is not null && index < redacted.Length)
                redacted[index] = now;
            index++;
        }

        return redacted is null ? values
            : Array.TrueForAll(redacted, static value => value is string or null) ? Array.ConvertAll(redacted, static value => (string?)value)
            : redacted;
    }

    private object RedactEntries(IDictionary entries, NameRule? rule, int depth)
    {
        if (rule is not null || depth == DeepestNesting)
            return Mask.Redacted;

        var hit = false;
        var redacted = new Dictionary<string, object?>(entries.Count);
        foreach (DictionaryEntry entry in entries)
        {
            var key = TextOf(entry.Key);
            var now = Redact(key, entry.Value, depth + 1);
            hit |= !ReferenceEquals(now, entry.Value);
            redacted[key] = now;
        }

        return hit ? redacted : entries;
    }

    private static object?[] Copy(ICollection values)
    {
        var copy = new object?[values.Count];
        var index = 0;
        foreach (var value in values)
            copy[index++] = value;
        return copy;
    }

    private string Scan(TextScanner scanner, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return scanner.Redact(text);
        }
        catch (Exception exception)
        {
            return Fail(exception);
        }
    }

    private static string TextOf(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private IShapeDetector[] Detectors(RedactionOptions options, bool keepHoles) =>
    [
        new PemDetector(),
        new JwtDetector(),
        new KeyedValueDetector(_names, keepHoles),
        new UrlPasswordDetector(),
        new EmailDetector(),
        new StellarKeyDetector(),
        new EthereumAddressDetector(),
        new CardDetector(),
        new PhoneDetector(),
        .. options.Shapes,
    ];
}
