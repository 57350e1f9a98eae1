using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Statements;

namespace Takumi.Observability.Npgsql.Tests.Statements;

public sealed class QueryTextTests
{
    [Theory]
    [InlineData("SELECT 'a', E'b\\'', $$c$$, $t$d$t$, B'1', X'f', U&'g' FROM t1", "SELECT ?, ?, ?, ?, ?, ?, ? FROM t1")]
    [InlineData("SELECT 1, 1.5e-3, .5, 0xFF, -7 FROM t2", "SELECT ?, ?, ?, ?, -? FROM t2")]
    [InlineData("SELECT * FROM \"My Table\" WHERE \"Id\" = @id AND x = $1 AND y = :y", "SELECT * FROM \"My Table\" WHERE \"Id\" = @id AND x = $1 AND y = :y")]
    [InlineData("-- a secret\nSELECT /* a secret */ 1", "SELECT  ?")]
    [InlineData("SELECT 'never closed", "SELECT ?")]
    [InlineData("SELECT '2024-01-01'::date, true, NULL", "SELECT ?::date, true, NULL")]
    [InlineData("", "")]
    public void Literals_are_replaced_and_comments_go(string text, string expected) => QueryText.WithoutLiterals(text).ShouldBe(expected);

    [Fact]
    public void A_long_text_ends_with_an_ellipsis()
    {
        var text = QueryText.WithoutLiterals("SELECT a" + new string('b', 20_000) + " FROM t");

        text.Length.ShouldBe(QueryText.MaxLength + 1);
        text.ShouldEndWith("…");
    }

    [Fact]
    public void No_literal_of_any_form_survives()
    {
        var secret = Gen.Elements("s3cret", "s3cret''more", "s3cret;--", "s3cret/*", "s3cret\"", "s3cret$1", "s3cret\n");
        var literal = Gen.OneOf(
            secret.Select(text => $"'{text.Replace("''", "'").Replace("'", "''")}'"),
            secret.Select(text => $"E'\\'{text.Replace("''", "\\'")}'"),
            secret.Select(text => $"$q${text}$q$"),
            secret.Select(text => $"/*{text.Replace("/*", "")}*/ 1"),
            Gen.Constant("4711"));
        var statement = literal.NonEmptyListOf().Select(literals => $"SELECT {string.Join(", ", literals)} FROM users");

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(statement.ToArbitrary(), text =>
            QueryText.WithoutLiterals(text) is var clean && !clean.Contains("s3cret", StringComparison.Ordinal) && !clean.Contains("4711", StringComparison.Ordinal)
            && clean.EndsWith("FROM users", StringComparison.Ordinal)));
    }
}
