using Takumi.Observability.Redaction;
using static Takumi.Observability.Tests.Redaction.Samples;

namespace Takumi.Observability.Tests.Redaction;

public class RedactionPolicyTests
{
    private static readonly RedactionPolicy Policy = new(new RedactionOptions());

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

    private interface IPoint;

    private sealed record Point : IPoint;

    [Sensitive(DataClass.Secret)]
    private readonly record struct Passport(string Number);

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
