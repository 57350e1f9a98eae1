using Takumi.Observability.Redaction;
using static Takumi.Observability.Tests.Redaction.Samples;

namespace Takumi.Observability.Tests.Redaction;

public class RedactTextTests
{
    private static readonly RedactionPolicy Policy = new(new RedactionOptions());

    public static TheoryData<string, string> Hits => new()
    {
        // E-mail
        { "user@example.com", "u***@example.com" },
        { "u@example.com", "u***@example.com" },
        { "mail bob.builder+tag@mail.example.co.uk now", "mail b***@mail.example.co.uk now" },
        { "<anna@example.org>, (bert@example.org)", "<a***@example.org>, (b***@example.org)" },
        { "to:anna@example.org;cc:bert@example.org", "to:a***@example.org;cc:b***@example.org" },
        { "mailto:anna@example.org.", "mailto:a***@example.org." },
        { "übung@bücher.example", "ü***@bücher.example" },
        { "/users?mail=bob%40example.com&x=1", "/users?mail=b***%40example.com&x=1" },
        { "a@b.com@c.com", "a***@b***@c.com" },
        { "user_1@host-2.internal.example", "u***@host-2.internal.example" },

        // Stellar
        { Account, "GA7Q…VSGZ" },
        { $"from {Account} to {Account}.", "from GA7Q…VSGZ to GA7Q…VSGZ." },
        { $"/accounts/{Account}/offers", "/accounts/GA7Q…VSGZ/offers" },
        { $"\"{Muxed}\"", "\"MA7Q…CJUQ\"" },
        { Seed, "[redacted]" },
        { $"seed_{Seed}_end", "seed_[redacted]_end" },
        { $@"line\n{Seed}\n", @"line\n[redacted]\n" },
        { $"X{Seed}Y", "X[redacted]Y" },
        { $"{Account}{Seed}", "GA7Q…VSGZ[redacted]" },

        // Ethereum
        { Ethereum, "0x5a…eAed" },
        { $"to={Ethereum},", "to=0x5a…eAed," },
        { "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "0xfB…d359" },
        { "wallet=0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "wallet=0x5a…eaed" },

        // Cards
        { Card, "***1111" },
        { "card 4111 1111 1111 1111 exp 12/27", "card ***1111 exp 12/27" },
        { "4111-1111-1111-1111", "***1111" },
        { "5555555555554444", "***4444" },
        { "2223003122003222", "***3222" },
        { "378282246310005", "***0005" },
        { "3782 822463 10005", "***0005" },
        { "30569309025904", "***5904" },
        { "3056 930902 5904", "***5904" },
        { "6011111111111117", "***1117" },
        { "3530111333300000", "***0000" },
        { "6200000000000005", "***0005" },
        { "4222222222222", "***2222" },
        { "order 5 4111 1111 1111 1111 2 items", "order 5 ***1111 2 items" },
        { "pan_4111111111111111;", "pan_***1111;" },
        { @"a\n4111111111111111", @"a\n***1111" },
        { "paid with 4111111111111111.", "paid with ***1111." },
        { "4111111111111111,5555555555554444", "***1111,***4444" },

        // Phones
        { "+15551234567", "***4567" },
        { "call +41 44 668 18 00 today", "call ***1800 today" },
        { "+1 (555) 123-4567", "***4567" },
        { "tel:+49-30-1234567", "tel:***4567" },
        { "+1.5551234567", "***4567" },
        { "+41446681800 2026-11-22", "***1800 2026-11-22" },
        { "phone: 555-123-4567", "phone: ***4567" },
        { "phone=5551234567, x=1", "phone=***4567, x=1" },

        // JWT
        { Jwt, "[redacted]" },
        { $"token {Jwt} was refused", "token [redacted] was refused" },
        { $"({Jwt})", "([redacted])" },
        { "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "[redacted]." },
        { "eyJhbGciOiJSU0EifQ.a.b.c.d", "[redacted]" },

        // PEM
        { Pem, "[redacted]" },
        { $"key is {Pem} ok", "key is [redacted] ok" },
        { $"{Pem}\n{Pem}", "[redacted]\n[redacted]" },
        { "-----BEGIN RSA PRIVATE KEY-----\nMIIEow", "[redacted]" },
        { "x -----BEGIN OPENSSH PRIV", "x [redacted]" },
        { $"private_key={Pem}", "private_key=[redacted]" },
        { $"privateKey: \"{Pem}\", next: 1", "privateKey: \"[redacted]\", next: 1" },

        // Named values
        { "password=hunter2", "password=[redacted]" },
        { "Password = hunter2 now", "Password = [redacted] now" },
        { "password: hunter2", "password: [redacted]" },
        { "user.password=hunter2&x=1", "user.password=[redacted]&x=1" },
        { "PASSWORD=hunter2", "PASSWORD=[redacted]" },
        { "PGPASSWORD=hunter2 psql", "PGPASSWORD=[redacted] psql" },
        { "--password=hunter2 --host=x", "--password=[redacted] --host=x" },
        { "password=a,b;user=c", "password=[redacted];user=c" },
        { "password=a,user=c", "password=[redacted],user=c" },
        { "(password=hunter2)", "(password=[redacted])" },
        { "{ Name = bob, Password = hunter2 }", "{ Name = bob, Password = [redacted] }" },
        { "password='it''s;mine' x", "password='[redacted]' x" },
        { "{\"password\":\"hunter2\"}", "{\"password\":\"[redacted]\"}" },
        { "{\"password\" : \"hun\\\"ter2\", \"x\":1}", "{\"password\" : \"[redacted]\", \"x\":1}" },
        { @"{\""password\"":\""hunter2\"",\""x\"":1}", @"{\""password\"":\""[redacted]\"",\""x\"":1}" },
        { "{\"password\":12345678}", "{\"password\":[redacted]}" },
        { "password=\"cut off", "password=\"[redacted]" },
        { ":password => 'hunter2'", ":password => '[redacted]'" },
        { "X-Api-Key: 0123abc", "X-Api-Key: [redacted]" },
        { "api key: 0123abc", "api key: [redacted]" },
        { "apiKey=0123abc", "apiKey=[redacted]" },
        { "client_secret=abc", "client_secret=[redacted]" },
        { "/cb?code=1&access_token=abc&state=2", "/cb?code=1&access_token=[redacted]&state=2" },
        { "/cb?access_token=abc#x", "/cb?access_token=[redacted]" },
        { "Authorization: Bearer abc.def", "Authorization: [redacted]" },
        { "Authorization: Basic dXNlcjpwYXNz\r\nHost: x", "Authorization: [redacted]\r\nHost: x" },
        { "Authorization: Digest username=\"bob\", response=\"abc\"\nHost: x", "Authorization: [redacted]\nHost: x" },
        { "curl -H \"Authorization: Bearer abc\" https://x", "curl -H \"Authorization: [redacted]\" https://x" },
        { "{\"Authorization\":\"Bearer abc\",\"x\":1}", "{\"Authorization\":\"[redacted]\",\"x\":1}" },
        { "Set-Cookie: id=abc; Path=/; HttpOnly", "Set-Cookie: [redacted]" },
        { "Cookie: a=b; c=d\nHost: x", "Cookie: [redacted]\nHost: x" },
        { "token: Bearer abcdef", "token: [redacted]" },
        { "mnemonic: alpha beta gamma delta", "mnemonic: [redacted]" },
        { "Host=db;Username=u;Password=p;Database=d", "Host=db;Username=u;Password=[redacted];Database=d" },
        { "Host=db;Pwd=\"a;b\";Database=d", "Host=db;Pwd=\"[redacted]\";Database=d" },
        { "Server=s;User Id=u;Password='a;''b';Encrypt=true", "Server=s;User Id=u;Password='[redacted]';Encrypt=true" },
        { "AccountName=a;AccountKey=abc==;x=y", "AccountName=a;AccountKey=[redacted];x=y" },
        { "password2=x new_password=y passwordConfirm=z", "password2=[redacted] new_password=[redacted] passwordConfirm=[redacted]" },
        { "password_hash=$2b$10$abc", "password_hash=[redacted]" },
        { "tokens=abc", "tokens=[redacted]" },

        // URLs
        { "postgres://u:p@h/db", "postgres://u:[redacted]@h/db" },
        { "redis://:pass@host:6379", "redis://:[redacted]@host:6379" },
        { "amqp://u:p@ss@host/vhost", "amqp://u:[redacted]@host/vhost" },
        { "postgres://u:p/w@host/db", "postgres://u:[redacted]@host/db" },
        { "see https://u:p@example.com/a, http://v:q@example.com", "see https://u:[redacted]@example.com/a, http://v:[redacted]@example.com" },

        // Together
        { $"u@example.com {Card} {Account} +15551234567", "u***@example.com ***1111 GA7Q…VSGZ ***4567" },
        { "password=bob@example.com", "password=[redacted]" },
    };

    public static TheoryData<string> Misses =>
    [
        "", " ", "a", "GET", "200", "hello world", "The quick brown fox.",

        // Times
        "2026-11-22T08:20:00.123Z", "2026-11-22 08:20:00+02:00", "+02:00", "1700000000", "1700000000000", "1700000000000000",
        "1700000000000000000", "20261122081400123", "638678400000000000", "12:30:45", "Sun, 22 Nov 2026 08:20:00 GMT", "P1DT2H30M", "00:00:01.2345678",

        // Hashes and ids
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709", "3389dae361af79b04c9c8e7057f60cc6",
        "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08",
        "4111111111111111abcdef0123456789", "abcdef4111111111111111", "0x4111111111111111",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "550e8400-e29b-41d4-a716-446655440000", "00000000-0000-0000-0000-000000000000", "41111111-1111-4111-8111-111111111111",
        "4111-1111-4111-1111-411111111111", "{6F9619FF-8B86-D011-B42D-00C04FC964FF}",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV", "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPBdG", "507f1f77bcf86cd799439011",
        "1541815603606036480", "0HN7J2K8L9M0P:00000001", "etag W/\"5d8c72a5edda8\"",

        // Numbers
        "0.4111111111111111", "4111111111111111.5", "3.141592653589793", "1e100", "-42", "1,234,567.89", "1 234 567 890 123",
        "4111111111111112", "4111 1111 1111 1112", "1234567890123456", "0000000000000000", "411111111111", "41111111111111111111111111",
        "4111 1111 11111111", "4111-1111 1111-1111", "10482, 20931, 30871", "99.95 USD", "€ 1.299,00", "100 XLM", "10000000 stroops",
        "+15", "+1234567", "+0123456789", "a+15551234567", "5551234567", "555-123-4567", "+15000000.50", "1+15551234567", "+12345678abc", "x +1 y",

        // Versions, hosts, paths
        "1.2.3", "v10.0.12-preview.7.25380.108", "10.0.14+sha.63d9cd1", "192.168.0.1", "127.0.0.1:5432", "10.0.0.0/8", "::1",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334", "[::1]:8080", "00:1A:2B:3C:4D:5E", "localhost:4317", "http://localhost:8080/a/b?c=d",
        "https://example.com/@user", "https://example.com:8080/users/@bob:x", "https://[::1]:80/@x", "file:///etc/hosts", "urn:isbn:0451450523",
        "/api/v1/users/42", "C:\\temp\\a.txt", "GET /metrics HTTP/1.1", "postgres://u@h/db", "https://example.com/a:b/c",

        // At signs
        "@", "@@@", "a@", "@b.com", "a@b", "root@localhost", "pkg@1.2.3", "@opentelemetry/api", "@Param1", "a@.com", "a@b.", "50%40", "u***@example.com",

        // Nearly keys
        "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGA", "GB7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ",
        "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSG", "ga7qynf7sowq3glr2bgmzehxavirza4kvwltjjfc7mgxua74p7ujvsgz",
        "SBVWVCWKN3L4N7JWTAWWWHQDKGSBPEVXMHFLNPPQILEDLDXKGVLPW6IA", "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUA",
        Contract, "GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "GGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGG",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed00", "x0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x", "0x0",
        "GA7Q…VSGZ", "0x5a…eAed", "***1111", "***4567",
        "eyJhbGciOiJIUzI1NiJ9", "eyJhbGciOiJIUzI1NiJ9.x", "eyJ", "eyJ.", "keyJoin", "-----", "-----END PRIVATE KEY-----", "----BEGIN",

        // Names that only look like secrets
        "token_count=512", "tokens.used: 512", "input_tokens=512", "\"max_tokens\": 4096", "token.symbol=XLM", "password", "the password is wrong",
        "password_reset_url=/x", "secretary: Ann", "tokenizer=bpe", "cookie_consent=yes", "passwordless=true", "authorization_policy=admin",
        "password=", "password=\"\"", "password: null", "{\"token\":null}", "password=[redacted]", "Authorization: [redacted]", "password=\"[redacted]\"",
        "api_version=3", "key=value", "partition_key: 7", "foo=bar&baz=1", "a:b", "email: none", "phone: n/a", "idempotency-key: 77", "wallet: empty",
        "postgres://u:[redacted]@h/db", "password=[redaction-failed]",
        Prose200, Sql200, Hex200,
    ];

    [Theory, MemberData(nameof(Hits))]
    public void What_is_sensitive_is_masked(string text, string expected)
    {
        Policy.RedactText(text).ShouldBe(expected);
        Policy.RedactText(expected).ShouldBeSameAs(expected);
        Policy.RedactText($"«{text}\n»").ShouldStartWith($"«{expected.TrimEnd('\n')}");
    }

    [Theory, MemberData(nameof(Misses))]
    public void What_is_not_comes_back_as_it_is(string text)
    {
        Policy.RedactText(text).ShouldBeSameAs(text);
        var inside = $"«\n{text}\n»";
        Policy.RedactText(inside).ShouldBe(inside);
    }

    [Fact]
    public void There_are_enough_rows() => (Hits.Count + Misses.Count).ShouldBeGreaterThan(250);
}
