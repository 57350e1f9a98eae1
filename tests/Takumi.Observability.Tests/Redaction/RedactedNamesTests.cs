using Takumi.Observability.Redaction;

namespace Takumi.Observability.Tests.Redaction;

/// <summary>The name of a value says whether it is a secret.</summary>
public class RedactedNamesTests
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
}
