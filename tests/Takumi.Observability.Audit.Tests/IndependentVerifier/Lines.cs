using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>The grammar of a line, from the README's "Lines", by recursive descent and regular expressions. Uses nothing of the project.</summary>
internal static partial class Lines
{
    private static readonly Dictionary<string, string[]> Kinds = new()
    {
        ["genesis"] = ["format=one", "log=id", "origin=string", "service=string"],
        ["start"] = ["host=string", "pid=integer", "version=string", "previous=word", "losses?=word", "clock?=word", "clockSource?=string", "clockError?=integer", "settings?=object"],
        ["stop"] = ["lost=integer"],
        ["recovery"] = ["segment=integer", "offset=integer", "bytes=integer", "sha256=hash"],
        ["failure"] = ["reason=word", "since=time"],
        ["loss"] = ["reason=word", "count=integer"],
        ["heartbeat"] = [],
        ["key"] = ["type=integer", "publicKey=string", "fingerprint=hash", "previous=hash"],
        ["retention"] = ["end=integer", "log=id", "origin=string", "service=string", "class?=word", "period=integer"],
        ["request"] = ["request=id", "what=word", "who=string", "when=time", "outcome=word", "detail?=string", "onBehalfOf?=string"],
        ["event"] =
        [
            "event=string", "resource=string", "action=string", "result=result", "userId?=string", "onBehalfOf?=string", "stellarAddress?=string",
            "resourceId?=string", "txHash?=string", "amount?=decimal", "metadata?=object", "ip?=string", "userAgent?=string", "service=string",
            "environment=string", "traceId?=id", "spanId?=span", "sealed?=object",
        ],
    };

    private static readonly string[] Head = ["sequence=integer", "id=id", "kind=word", "timestamp=time"];

    /// <summary>The end that a retention record of the log names, if the line is one that drops nothing after itself.</summary>
    public static long? Retention(byte[] line, long sequence, string? origin) =>
        IsValid(line, out var members) && members["kind"] == "retention" && members["origin"] == origin && long.Parse(members["end"], System.Globalization.CultureInfo.InvariantCulture) is var end && end > 0 && end <= sequence ? end : null;

    public static bool IsGenesis(byte[] line, string? origin) =>
        IsValid(line, out var members) && members["kind"] == "genesis" && (origin is null || members["origin"] == origin);

    /// <summary>What a line claims to be, even if the rest of it is broken.</summary>
    public static long? SequenceOf(byte[] line)
    {
        var match = Start().Match(Encoding.Latin1.GetString(line));
        return match.Success && long.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;
    }

    public static bool IsValid(byte[] line, out Dictionary<string, string> members)
    {
        members = [];
        if (line.Length > 16_384)
            return false;
        string text;
        try
        {
            text = new UTF8Encoding(false, true).GetString(line);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }

        var at = 0;
        if (ReadObject(text, ref at, depth: 1) is not { } found || at != text.Length)
            return false;
        foreach (var (name, value) in found)
            members[name] = value;

        var names = found.Select(m => m.Name).ToList();
        if (!Take(found, Head, out var rest))
            return false;
        var known = Kinds.GetValueOrDefault(Text(found[2].Value) ?? "");
        if (known is not null && !Take(rest, known, out rest))
            return false;
        // What follows is unknown to this version; a name of ours there would be out of its order.
        if (rest.Count > 32 || rest.Any(m => Head.Concat(known ?? []).Any(k => k.Split('=')[0].TrimEnd('?') == m.Name)))
            return false;
        if (found[2].Value == "\"genesis\"" != (found[0].Value == "0"))
            return false;
        foreach (var name in names)
            members[name] = Text(members[name]) ?? members[name];
        return true;
    }

    private static bool Take(List<(string Name, string Value)> members, string[] expected, out List<(string Name, string Value)> rest)
    {
        var i = 0;
        foreach (var rule in expected)
        {
            var (name, type) = (rule.Split('=')[0], rule.Split('=')[1]);
            var there = i < members.Count && members[i].Name == name.TrimEnd('?');
            if (there && !Matches(members[i].Value, type))
                break;
            if (!there && !name.EndsWith('?'))
                break;
            i += there ? 1 : 0;
            if (rule == expected[^1])
            {
                rest = members[i..];
                return true;
            }
        }

        rest = members;
        return expected.Length == 0;
    }

    private static bool Matches(string value, string type)
    {
        var text = Text(value);
        return type switch
        {
            "integer" => Integer().IsMatch(value),
            "one" => value == "1",
            "object" => value[0] == '{',
            _ when text is null => false,
            "string" => true,
            "id" => Regex.IsMatch(text, "^[0-9a-f]{32}\\z"),
            "span" => Regex.IsMatch(text, "^[0-9a-f]{16}\\z"),
            "hash" => Regex.IsMatch(text, "^[0-9a-f]{64}\\z"),
            "word" => Regex.IsMatch(text, "^[a-z][a-z0-9_]{0,31}\\z"),
            "decimal" => Regex.IsMatch(text, "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?\\z") && text.Count(char.IsAsciiDigit) <= 29,
            "time" => DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && text.Length == 24,
            "result" => text is "success" or "failure",
            _ => throw new ArgumentException(type),
        };
    }

    /// <summary>Values come back raw for integers, true, false and objects, and as a quoted string after unescaping for strings.</summary>
    private static List<(string Name, string Value)>? ReadObject(string text, ref int at, int depth)
    {
        if (at >= text.Length || text[at++] != '{')
            return null;
        var members = new List<(string Name, string Value)>();
        if (at < text.Length && text[at] == '}')
        {
            at++;
            return members;
        }

        var lastName = 0;
        while (true)
        {
            var nameAt = at + 1;
            if (ReadString(text, ref at) is not { Length: > 2 } name || at >= text.Length || text[at++] != ':' || ReadValue(text, ref at, depth) is not { } value)
                return null;
            if (members.Any(m => m.Name == Text(name)))
                return null;
            if (depth == 2 && members.Count > 0 && CompareStored(text[lastName..], text[nameAt..]) >= 0)
                return null;
            lastName = nameAt;
            members.Add((Text(name)!, value));
            if (at >= text.Length)
                return null;
            var next = text[at++];
            if (next == '}')
                return members;
            if (next != ',')
                return null;
        }
    }

    /// <summary>The order of the bytes between the quotes, where a and b begin behind the opening one.</summary>
    private static int CompareStored(string a, string b) => Stored(a).AsSpan().SequenceCompareTo(Stored(b));

    private static byte[] Stored(string text)
    {
        var end = 0;
        while (text[end] != '"')
            end += text[end] == '\\' ? 2 : 1;
        return Encoding.UTF8.GetBytes(text[..end]);
    }

    private static string? ReadValue(string text, ref int at, int depth)
    {
        if (at >= text.Length)
            return null;
        if (text[at] == '"')
            return ReadString(text, ref at);
        var start = at;
        if (text[at] == '{')
            return depth == 1 && ReadObject(text, ref at, 2) is not null ? text[start..at] : null;
        while (at < text.Length && text[at] is not (',' or '}'))
            at++;
        var word = text[start..at];
        if (word is "true" or "false")
            return word;
        return Integer().IsMatch(word) && Math.Abs(decimal.Parse(word, CultureInfo.InvariantCulture)) <= 9_007_199_254_740_991m ? word : null;
    }

    private static string? ReadString(string text, ref int at)
    {
        if (at >= text.Length || text[at++] != '"')
            return null;
        var value = new StringBuilder("\"");
        while (at < text.Length)
        {
            var c = text[at++];
            if (c == '"')
                return value.Append('"').ToString();
            if (c < ' ')
                return null;
            if (c != '\\')
            {
                value.Append(c);
                continue;
            }

            if (at >= text.Length)
                return null;
            var escape = text[at++];
            if ("\"\\btnfr".IndexOf(escape, StringComparison.Ordinal) is >= 0 and var i)
            {
                value.Append("\"\\\b\t\n\f\r"[i]);
                continue;
            }

            if (escape != 'u' || at + 4 > text.Length || !ControlEscape().IsMatch(text.AsSpan(at, 4)))
                return null;
            var code = (char)int.Parse(text.AsSpan(at, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if ("\b\t\n\f\r".Contains(code, StringComparison.Ordinal))
                return null;
            value.Append(code);
            at += 4;
        }

        return null;
    }

    private static string? Text(string value) => value[0] == '"' ? value[1..^1] : null;

    [GeneratedRegex("^\\{\"sequence\":(0|[1-9][0-9]{0,15}),")]
    private static partial Regex Start();

    [GeneratedRegex("^(0|-?[1-9][0-9]{0,18})\\z")]
    private static partial Regex Integer();

    [GeneratedRegex("^00[01][0-9a-f]\\z")]
    private static partial Regex ControlEscape();
}
