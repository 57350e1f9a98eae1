using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Redaction;
using Takumi.Observability.Redaction.Names;
using Takumi.Observability.Redaction.Shapes;

namespace Takumi.Observability.Tests.Redaction;

/// <summary>What holds for every text. Texts are made of the pieces that the detectors stumble over, so that they come close to matches.</summary>
public class RedactTextProperties
{
    private static readonly RedactionPolicy Policy = new(new RedactionOptions());

    private static readonly string[] Pieces =
    [
        "@", ".", ":", "://", "=", "\"", "'", "\\", "\\\"", "[", "]", "{", "}", "(", ")", ",", ";", "&", "?", "/", "%40", "+", "-", "_", " ", "  ", "\n", "\r\n", "\t",
        "\0", "\ud800", "\udc00", "😀", "é", "…", "*", "***", "[redacted]", "[redaction-failed]", "null", "a", "Z", "0", "7", "eyJ", "eyJhbGciOiJIUzI1NiJ9",
        "0x", "password", "Password", "token", "tokens", "token_count", "api key", "apiKey", "Authorization", "Bearer ", "Cookie", "email", "phone", "card number", "wallet",
        "example.com", "bob", "4111", "1111", "4111 1111 1111 1111", "15551234567", "-----BEGIN ", "-----END ", "-----", "postgres", "hash", "2",
        Samples.Account, Samples.Account[..30], Samples.Seed, Samples.Muxed, Samples.Ethereum, Samples.Card, Samples.Jwt, Samples.Pem, Samples.Account[..55] + "A",
    ];

    private static readonly Gen<string> PieceTexts =
        from pieces in Gen.ArrayOf(Gen.Elements(Pieces))
        select string.Concat(pieces);

    private static readonly Gen<string> AnyTexts = Gen.OneOf(
        PieceTexts,
        from text in ArbMap.Default.GeneratorFor<string?>() select text ?? "",
        from chars in Gen.ArrayOf(Gen.Choose(0, 0xFFFF)) select string.Concat(chars.Select(c => (char)c)));

    // Each stands alone in the text: touched by letters it may be another thing.
    private static readonly Gen<string> Delimiters = Gen.Elements(" ", "\n", "\t", " | ", "\"", "'", "(", ")", "<", ">", "; ", ", ");

    private static Config Runs(int count) => Config.QuickThrowOnFailure.WithMaxTest(count).WithEndSize(40);

    [Fact]
    public void Redacting_twice_is_redacting_once() => Check.One(Runs(20_000), Prop.ForAll(AnyTexts.ToArbitrary(), text =>
    {
        var once = Policy.RedactText(text);
        return ReferenceEquals(Policy.RedactText(once), once);
    }));

    [Fact]
    public void No_text_fails()
    {
        var failures = new List<Exception>();
        var policy = new RedactionPolicy(new RedactionOptions(), failures.Add);
        Check.One(Runs(10_000), Prop.ForAll(AnyTexts.ToArbitrary(), text =>
        {
            policy.RedactText(text);
            policy.Redact(text, text);
            return failures.Count == 0;
        }));
    }

    [Fact]
    public void A_text_without_the_marks_of_a_shape_has_no_match_of_it()
    {
        var names = new NameTable([]);
        IMarkedShapeDetector[] marked =
        [
            new PemDetector(), new JwtDetector(), new KeyedValueDetector(names, keepHoles: false), new KeyedValueDetector(names, keepHoles: true),
            new UrlPasswordDetector(), new EmailDetector(), new PhoneDetector(),
        ];
        Check.One(Runs(20_000), Prop.ForAll(AnyTexts.ToArbitrary(), text =>
            marked.All(detector => !detector.TryFind(text, 0, out _) || text.AsSpan().ContainsAny(detector.Marks))));
    }

    [Theory]
    [InlineData(Samples.Seed)]
    [InlineData(Samples.Account)]
    [InlineData(Samples.Muxed)]
    [InlineData(Samples.Jwt)]
    [InlineData(Samples.Pem)]
    [InlineData(Samples.Ethereum)]
    [InlineData(Samples.Card)]
    [InlineData("+15551234567")]
    [InlineData("hidden.person@example.com", "hidden.person")]
    [InlineData("password=hunter2secret", "hunter2secret")]
    [InlineData("postgres://u:hunter2secret@h/db", "hunter2secret")]
    [InlineData("{\"apiKey\":\"hunter2secret\"}", "hunter2secret")]
    [InlineData("Authorization: Bearer hunter2secret", "hunter2secret")]
    public void What_is_planted_never_survives(string planted, string? secret = null) =>
        Check.One(Runs(2_000), Prop.ForAll(
            (from before in AnyTexts from left in Delimiters from right in Delimiters from after in AnyTexts
             where !(before + after).Contains(planted, StringComparison.Ordinal)
             select before + left + planted + right + after).ToArbitrary(),
            text => !Policy.RedactText(text).Contains(secret ?? planted, StringComparison.Ordinal)));

    [Fact]
    public void A_text_without_a_candidate_is_returned_by_reference() => Check.One(Runs(5_000), Prop.ForAll(
        Gen.ArrayOf(Gen.Elements("abcdefghij klmnopqrstuvwxyz.,!?()[]{}/\n\t0123456789".ToCharArray())).Select(chars => new string(chars)).ToArbitrary(),
        text => text.Any(char.IsAsciiDigit) || ReferenceEquals(Policy.RedactText(text), text)));
}
