using Takumi.Observability.Statements;

namespace Takumi.Observability.Npgsql.Tests.Statements;

public sealed class StatementCacheTests
{
    private const string Comment = " /*traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/";

    private readonly StatementCache _cache = new();

    [Fact]
    public void A_text_that_is_known_is_not_read_again() => _cache.Find("SELECT * FROM users").ShouldBeSameAs(_cache.Find("SELECT * FROM " + "users"));

    [Fact]
    public void A_trace_comment_makes_no_other_text() => _cache.Find("SELECT * FROM users" + Comment).ShouldBeSameAs(_cache.Find("SELECT * FROM users"));

    [Fact]
    public void A_text_in_use_outlives_a_flood()
    {
        var used = _cache.Find("SELECT * FROM users");
        for (var i = 0; i < 5 * StatementCache.Capacity; i++)
        {
            _cache.Find($"SELECT {i}");
            _cache.Find("SELECT * FROM users").ShouldBeSameAs(used);
        }
    }

    [Fact]
    public void A_text_that_is_not_used_is_forgotten()
    {
        var first = _cache.Find("SELECT * FROM users");
        for (var i = 0; i < 3 * StatementCache.Capacity; i++)
            _cache.Find($"SELECT {i}");

        _cache.Find("SELECT * FROM users").ShouldNotBeSameAs(first);
    }

    [Fact]
    public void A_long_text_is_read_at_its_beginning_and_not_kept()
    {
        var text = $"INSERT INTO users VALUES {string.Join(", ", Enumerable.Range(0, 10_000).Select(i => $"({i}, 'x')"))}";

        _cache.Find(text).ShouldBe(new Statement("INSERT", "users", 1));
        _cache.Find(text).ShouldNotBeSameAs(_cache.Find(text));
    }
}
