using System.Collections.Concurrent;
using System.Collections.Frozen;
using static Takumi.Observability.Redaction.Mask;

namespace Takumi.Observability.Redaction.Names;

/// <summary>
/// Decides by a name. The last words say what a value is: an <c>access_token</c> is a token, a <c>token_count</c> is a count and a
/// <c>token.symbol</c> a symbol. So a rule matches the end of a name, after qualifiers that don't change what it is
/// (<c>password_hash</c>, <c>token.value</c>, <c>password2</c>). A plural matches too, unless its value is a number:
/// <c>input_tokens</c> = 512 is a count.
/// </summary>
internal sealed class NameTable
{
    private static readonly NameRule[] BuiltIn =
    [
        .. Rules(Secret, takesLine: false,
            "password", "passwd", "pwd", "secret", "token", "jwt", "api key", "access key", "private key", "secret key", "signing key",
            "encryption key", "account key", "secret seed", "connection password", "otp", "cvv", "cvc",
            "apikey", "accesskey", "privatekey", "secretkey", "accesstoken", "refreshtoken", "idtoken", "authtoken", "sessiontoken",
            "clientsecret", "userpassword", "dbpassword", "pgpassword"),
        .. Rules(Secret, takesLine: true,
            "authorization", "cookie", "setcookie", "passphrase", "mnemonic", "seed phrase", "recovery phrase"),
        .. Rules(Email, takesLine: false, "email", "e mail", "email address"),
        .. Rules(Wallet, takesLine: false, "wallet", "wallet address", "user address", "stellar address", "account address"),
        .. Rules(Phone, takesLine: false, "phone", "phone number", "mobile number", "telephone", "msisdn"),
        .. Rules(Card, takesLine: false, "card number", "cardnumber", "credit card", "pan"),
    ];

    // What may follow the words of a rule without changing what the value is.
    private static readonly string[] Qualifiers = ["hash", "value", "header", "text", "plain", "raw", "new", "old", "confirm", "confirmation"];

    private static readonly NameRule[] QualifierMarker = [];

    // Attributes have the same few names again and again. Bounded, because a name may come from a client: past the bound it is read anew each time.
    private const int MostKnown = 1024;
    private const int LongestKnown = 64;

    private readonly FrozenDictionary<string, NameRule[]>.AlternateLookup<ReadOnlySpan<char>> _byLastWord;
    private readonly ConcurrentDictionary<string, (NameRule? Rule, bool IsPlural)> _known = new(StringComparer.Ordinal);
    private int _knownCount;

    public NameTable(IEnumerable<KeyValuePair<string, Func<string, string>>> own)
    {
        // The own rules come first, so that among rules with as many words they win.
        var rules = own.Select(rule => new NameRule(WordsOf(rule.Key), rule.Value)).Concat(BuiltIn);
        var byLastWord = rules
            .GroupBy(rule => rule.Words[^1])
            .ToDictionary(group => group.Key, group => group.OrderByDescending(rule => rule.Words.Length).ToArray(), StringComparer.OrdinalIgnoreCase);
        foreach (var qualifier in Qualifiers)
            byLastWord.TryAdd(qualifier, QualifierMarker);

        _byLastWord = byLastWord.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The rule for the name of an attribute or a field, or null. Allocates nothing for a name that it has met.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isPlural">The rule was met by a plural, under which a number is a count.</param>
    public NameRule? Match(string? name, out bool isPlural)
    {
        isPlural = false;
        if (string.IsNullOrEmpty(name))
            return null;
        if (!_known.TryGetValue(name, out var known))
        {
            known.Rule = Match(name, inText: false, out known.IsPlural);
            if (name.Length <= LongestKnown && _knownCount < MostKnown && _known.TryAdd(name, known))
                Interlocked.Increment(ref _knownCount);
        }

        isPlural = known.IsPlural;
        return known.Rule;
    }

    /// <summary>The rule for a name, or null. Allocates nothing.</summary>
    /// <param name="name">The name; in free text what stands before the separator, of which the end is read.</param>
    /// <param name="inText">See <see cref="NameWords"/>.</param>
    /// <param name="isPlural">The rule was met by a plural, under which a number is a count.</param>
    public NameRule? Match(ReadOnlySpan<char> name, bool inText, out bool isPlural)
    {
        isPlural = false;
        var words = new NameWords(name, inText);
        while (words.TryReadPrevious(out var word))
        {
            var found = _byLastWord.TryGetValue(word, out var rules);
            if (!found && char.IsAsciiDigit(word[0]))
                continue;
            if (!found && word[^1] is 's' or 'S' && _byLastWord.TryGetValue(word[..^1], out rules))
                found = isPlural = true;
            if (!found)
                return null;

            foreach (var rule in rules!)
            {
                if (rule.MatchesRest(words))
                    return rule;
            }

            if (!IsQualifier(word))
                return null;
        }

        return null;
    }

    private static bool IsQualifier(ReadOnlySpan<char> word)
    {
        foreach (var qualifier in Qualifiers)
        {
            if (word.Equals(qualifier, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static IEnumerable<NameRule> Rules(Func<string, string> mask, bool takesLine, params string[] names) =>
        names.Select(name => new NameRule(name.Split(' '), mask, takesLine));

    private static string[] WordsOf(string name)
    {
        var words = new List<string>();
        for (var reader = new NameWords(name, inText: false); reader.TryReadPrevious(out var word);)
            words.Insert(0, word.ToString().ToLowerInvariant());
        return [.. words];
    }
}
