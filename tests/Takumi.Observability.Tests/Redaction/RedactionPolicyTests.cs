using System.Collections;
using Takumi.Observability.Redaction;
using static Takumi.Observability.Tests.Redaction.Samples;

namespace Takumi.Observability.Tests.Redaction;

public class RedactionPolicyTests
{
    private static readonly RedactionPolicy Policy = new(new RedactionOptions());

    [Theory]
    [InlineData("password"), InlineData("user.password"), InlineData("UserPassword"), InlineData("db_password"), InlineData("PGPASSWORD")]
    [InlineData("X-Api-Key"), InlineData("apiKey"), InlineData("api_key"), InlineData("APIKey"), InlineData("apikey"), InlineData("API_KEYS")]
    [InlineData("access_token"), InlineData("accessToken"), InlineData("csrf-token"), InlineData("tokens"), InlineData("token")]
    [InlineData("set-cookie"), InlineData("http.response.header.set-cookie"), InlineData("cookies"), InlineData("Authorization")]
    [InlineData("http.request.header.proxy-authorization"), InlineData("client.secret"), InlineData("password_hash"), InlineData("password2")]
    [InlineData("new_password_confirmation"), InlineData("token.value"), InlineData("private key"), InlineData("wallet.seed_phrase"), InlineData("user[password]")]
    public void A_name_of_a_secret_hides_its_value(string name)
    {
        Policy.Redact(name, "hunter2").ShouldBe("[redacted]");
        Policy.Redact(name, (object)new[] { "hunter2" }).ShouldBe(new[] { "[redacted]" });
    }

    [Theory]
    [InlineData("token_count"), InlineData("tokens.used"), InlineData("token.symbol"), InlineData("gen_ai.usage.type"), InlineData("password_reset_url")]
    [InlineData("secretary"), InlineData("tokenizer"), InlineData("cookie_policy"), InlineData("authorization.scheme"), InlineData("key"), InlineData("idempotency.key")]
    [InlineData("server.address"), InlineData("client.address"), InlineData("transaction.hash"), InlineData("http.request.method"), InlineData("keypassword")]
    [InlineData(""), InlineData("..."), InlineData("ключ"), InlineData("\ud800")]
    public void Another_name_does_not(string name)
    {
        var value = "hunter2";
        Policy.Redact(name, value).ShouldBeSameAs(value);
        Policy.Redact(name, (object)value).ShouldBeSameAs(value);
    }

    [Fact]
    public void A_flood_of_names_changes_no_decision()
    {
        var policy = new RedactionPolicy(new RedactionOptions());
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 3_000; i++)
            {
                policy.Redact($"n{i}.token", "hunter2").ShouldBe("[redacted]");
                policy.Redact($"n{i}.tokens", 512).ShouldBe(512);
                policy.Redact($"n{i}.count", "hunter2").ShouldBe("hunter2");
            }
        }
    }

    [Fact]
    public void A_value_without_a_name_is_looked_at_by_its_text()
    {
        Policy.Redact(null!, "hunter2").ShouldBe("hunter2");
        Policy.Redact(null!, (object)"user@example.com").ShouldBe("u***@example.com");
    }

    public static TheoryData<string, object, object> Values => new()
    {
        { "email", "user@example.com", "u***@example.com" },
        { "email", "bob", "[redacted]" },
        { "customer.email", "a@b.com, c@d.com", "[redacted]" },
        { "user.address", Account, "GA7Q…VSGZ" },
        { "user.address", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5a…eaed" },
        { "user.address", "12 Main Street, Springfield", "[redacted]" },
        { "wallet", "9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin", "9xQe…VFin" },
        { "phone", "555-123-4567", "***4567" },
        { "phone", 5551234567L, "***4567" },
        { "phone", "12345", "[redacted]" },
        { "card.number", 4111111111111111L, "***1111" },
        { "card.number", 4111111111111111m, "***1111" },
        { "token", 12345, "[redacted]" },
        { "token", Guid.Empty, "[redacted]" },
        { "secret", new byte[] { 1, 2 }, "[redacted]" },
        { "secret", new[] { 1, 2 }, new[] { "[redacted]", "[redacted]" } },
        { "notes", new[] { "fine", "user@example.com" }, new[] { "fine", "u***@example.com" } },
        { "notes", new object?[] { "fine", 3, "user@example.com", null }, new object?[] { "fine", 3, "u***@example.com", null } },
        { "notes", new List<string> { "fine", "user@example.com" }, new[] { "fine", "u***@example.com" } },
        { "notes", new[] { new[] { "user@example.com" } }, new object[] { new[] { "u***@example.com" } } },
        { "target", new Uri("https://u:hunter2@host.example/?access_token=x"), "https://u:[redacted]@host.example/?access_token=[redacted]" },
        { "person", new Person("Ann", "hunter2"), "Person { Name = Ann, Password = [redacted] }" },
        { "note", new FormattableString1(), "password=[redacted]" },
        { "error", new InvalidOperationException("password=hunter2"), "System.InvalidOperationException: password=[redacted]" },
        { "data", new Dictionary<string, string> { ["password"] = "hunter2", ["x"] = "y" }, new Dictionary<string, object?> { ["password"] = "[redacted]", ["x"] = "y" } },
        { "secrets", new Dictionary<string, string> { ["x"] = "y" }, "[redacted]" },
        { "passport", new Passport("C01X"), "[redacted]" },
        { "mail", new ContactMail("user@example.com"), "u***@example.com" },
        { "anything", new Throwing(), "[redaction-failed]" },
        { "anything", new ThrowingCollection(), "[redaction-failed]" },
    };

    [Theory, MemberData(nameof(Values))]
    public void A_value_of_any_type_is_redacted(string name, object value, object expected)
    {
        var redacted = Policy.Redact(name, value);
        redacted.ShouldBe(expected);
        Policy.Redact(name, redacted).ShouldBe(expected);
    }

    public static TheoryData<string, object?> CleanValues => new()
    {
        { "token", null }, { "token", "" }, { "token", true }, { "tokens", 512 }, { "tokens", "512" }, { "input_tokens", 512L }, { "order.id", 4111111111111111L },
        { "day", DateTime.UnixEpoch }, { "kind", DayOfWeek.Monday }, { "id", Guid.Empty }, { "price", 12.5m }, { "list", new[] { 1, 2 } }, { "bytes", new byte[] { 1 } },
        { "names", new[] { "a", "b" } }, { "target", new Uri("https://host.example/a?b=c") }, { "person", new Person("Ann", "") }, { "data", new Dictionary<string, int> { ["x"] = 1 } },
        { "lazy", Enumerable.Range(0, 3) }, { "email", "u***@example.com" }, { "user.address", "GA7Q…VSGZ" }, { "phone", "***4567" }, { "password", "[redacted]" },
    };

    [Theory, MemberData(nameof(CleanValues))]
    public void A_clean_value_is_the_same_reference(string name, object? value) => Policy.Redact(name, value).ShouldBeSameAs(value);

    [Fact]
    public void A_list_that_contains_itself_ends()
    {
        var list = new ArrayList();
        list.Add(list);
        Policy.Redact("x", (object)list).ShouldNotBeSameAs(list);
    }

    [Fact]
    public void Names_types_and_shapes_are_extended_by_options()
    {
        var options = new RedactionOptions();
        options.Names["passport.number"] = value => $"…{value[^2..]}";
        options.Names["stellar.token"] = Mask.InClear;
        options.Names["nickname"] = Mask.Secret;
        options.Types[typeof(Version)] = Mask.Secret;
        options.Types[typeof(IPoint)] = Mask.Secret;
        options.Types[typeof(Passport)] = Mask.InClear;
        options.Shapes.Add(new TicketDetector());
        var policy = new RedactionPolicy(options);

        policy.Redact("holder.passportNumber", "C01X").ShouldBe("…1X");
        policy.Redact("stellar.token", "USDC").ShouldBe("USDC");
        policy.Redact("other.token", "USDC").ShouldBe("[redacted]");
        policy.RedactText("stellar.token=USDC token=USDC nickname=bob passport_number=C01X").ShouldBe("stellar.token=USDC token=[redacted] nickname=[redacted] passport_number=…1X");
        policy.Redact("v", new Version(1, 2)).ShouldBe("[redacted]");
        policy.Redact("p", new Point()).ShouldBe("[redacted]");
        policy.Redact("p", new Passport("C01X")).ShouldBeOfType<Passport>();
        policy.RedactText("see TICKET-1234 and TICKET-99").ShouldBe("see TICKET-… and TICKET-…");
    }

    [Fact]
    public void An_exception_of_a_type_with_a_rule_says_what_the_rule_lets_through_wherever_it_is_repeated()
    {
        var options = new RedactionOptions();
        options.Types[typeof(QuotingException)] = message => message[..5];
        var policy = new RedactionPolicy(options);
        var quoting = new QuotingException("E1234: hunter2");
        var type = typeof(QuotingException).FullName;

        policy.RedactException(quoting).ShouldBe(new(type!, "E1234", $"{type}: E1234\n"));
        policy.RedactException(new InvalidOperationException("failed", quoting)).ShouldBe(new("System.InvalidOperationException", "failed", $"System.InvalidOperationException: failed\n\n ---> {type}: E1234\n"));
        policy.RedactException(new AggregateException(quoting, new InvalidOperationException("other"))).ShouldBe(new(
            "System.AggregateException",
            "One or more errors occurred. (E1234) (other)",
            $"System.AggregateException: One or more errors occurred. (E1234) (other)\n\n ---> {type}: E1234\n\n ---> System.InvalidOperationException: other\n"));
        policy.Redact("failure", (object)new InvalidOperationException("failed", quoting)).ShouldBe($"System.InvalidOperationException: failed\n\n ---> {type}: E1234\n");
        policy.RedactException(new InvalidOperationException("other")).ShouldBe(new("System.InvalidOperationException", "other", "System.InvalidOperationException: other"));
    }

    [Fact]
    public void A_detector_that_throws_or_returns_nonsense_drops_the_text_and_is_told()
    {
        foreach (var detector in new IShapeDetector[] { new BrokenDetector(null), new BrokenDetector(new(0, 0, "")), new BrokenDetector(new(-1, 1, "")), new BrokenDetector(new(0, 99, "")) })
        {
            var failures = new List<Exception>();
            var options = new RedactionOptions();
            options.Shapes.Add(detector);
            var policy = new RedactionPolicy(options, failures.Add);

            policy.RedactText("hunter2").ShouldBe("[redaction-failed]");
            policy.Redact("x", "hunter2").ShouldBe("[redaction-failed]");
            policy.Redact("x", (object)"hunter2").ShouldBe("[redaction-failed]");
            policy.RedactException(new InvalidOperationException("hunter2")).ShouldBe(new("System.InvalidOperationException", "[redaction-failed]", "[redaction-failed]"));
            failures.Count.ShouldBe(4);
        }
    }

    [Fact]
    public void A_callback_that_throws_is_contained()
    {
        var policy = new RedactionPolicy(new RedactionOptions(), _ => throw new InvalidOperationException("thrown on purpose"));
        policy.Redact("x", new Throwing()).ShouldBe("[redaction-failed]");
    }

    [Fact]
    public void A_detector_that_matches_its_own_replacement_ends()
    {
        var options = new RedactionOptions();
        options.Shapes.Add(new BrokenDetector(new(0, 1, "xx")));
        new RedactionPolicy(options).RedactText("hunter2").ShouldBe("[redacted]");
    }

    [Fact]
    public void An_exceptions_text_is_redacted()
    {
        Policy.RedactException(new InvalidOperationException("password=hunter2"))
            .ShouldBe(new ExceptionText("System.InvalidOperationException", "password=[redacted]", "System.InvalidOperationException: password=[redacted]"));
    }

    [Fact]
    public void Options_that_cannot_be_used_are_refused()
    {
        Should.Throw<ArgumentException>(() => With(options => options.Names["..."] = Mask.Secret)).Message
            .ShouldBe("RedactionOptions.Names[\"...\"]: a name needs at least one ASCII letter or digit, such as \"passport.number\".");
        Should.Throw<ArgumentException>(() => With(options => options.Names["x"] = null!)).Message
            .ShouldBe("RedactionOptions.Names[\"x\"]: the mask is null; use Mask.InClear to let the value through.");
        Should.Throw<ArgumentException>(() => With(options => options.Types[typeof(int)] = null!)).Message
            .ShouldBe("RedactionOptions.Types[System.Int32]: the mask is null; use Mask.InClear to let the value through.");
        Should.Throw<ArgumentException>(() => With(options => options.Shapes.Add(null!))).Message
            .ShouldBe("RedactionOptions.Shapes[0] is null; a shape is an IShapeDetector.");

        static void With(Action<RedactionOptions> configure)
        {
            var options = new RedactionOptions();
            configure(options);
            _ = new RedactionPolicy(options);
        }
    }

    [Theory]
    [InlineData(Prose200), InlineData(Sql200), InlineData(Hex200), InlineData("GET"), InlineData("/api/v1/users/42?page=2&sort=name")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")]
    public void A_text_without_a_match_costs_no_allocation(string text)
    {
        Allocations.Of(() => Policy.RedactText(text)).ShouldBe(0);
        Allocations.Of(() => Policy.Redact("http.request.method", text)).ShouldBe(0);
        Allocations.Of(() => Policy.Redact("http.request.method", (object)text)).ShouldBe(0);
        object number = 200;
        Allocations.Of(() => Policy.Redact("http.response.status_code", number)).ShouldBe(0);
    }

    [Fact]
    public void The_measured_texts_have_the_length_that_the_budget_names() =>
        new[] { Prose200, Sql200, Hex200 }.ShouldAllBe(text => text.Length == 200);

    private sealed record Person(string Name, string Password);

    private interface IPoint;

    private sealed record Point : IPoint;

    [Sensitive(DataClass.Secret)]
    private readonly record struct Passport(string Number);

    [Sensitive(DataClass.Email)]
    private class Mail(string text)
    {
        public override string ToString() => text;
    }

    private sealed class ContactMail(string text) : Mail(text);

    private sealed class FormattableString1 : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) => "password=hunter2";
    }

    private sealed class ThrowingCollection : ArrayList
    {
        public override IEnumerator GetEnumerator() => throw new InvalidOperationException("thrown on purpose");
    }

    private sealed class QuotingException(string message) : Exception(message)
    {
        public override string ToString() => base.ToString() + "; the value was hunter2";
    }

    private sealed class TicketDetector : IShapeDetector
    {
        public bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match)
        {
            match = default;
            var found = text[start..].IndexOf("TICKET-");
            if (found < 0)
                return false;

            var digits = start + found + "TICKET-".Length;
            var length = text[digits..].IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length - digits;
            match = new ShapeMatch(digits, length, "…");
            return length > 0;
        }
    }

    private sealed class BrokenDetector(ShapeMatch? answer) : IShapeDetector
    {
        public bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match)
        {
            match = answer ?? throw new InvalidOperationException("thrown on purpose");
            return start == 0;
        }
    }
}
