using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Statements;

namespace Takumi.Observability.Npgsql.Tests.Statements;

/// <summary>Operation and table of a text: what real statements have, and that no text does harm.</summary>
public sealed class StatementReaderTests
{
    private const int Megabyte = 1 << 20;

    // What text that means ill is made of: everything that opens something.
    private static readonly string[] s_pieces =
    [
        "select ", "from ", "with ", "as ", "insert into ", "update ", "create ", "table ", "explain ", "copy ", "is distinct from ", "union ", "join ", "lateral ", "x", ".", ",", "(", ")", ";", "'", "''", "\"",
        "e'", "u&\"", "\\", "$", "$$", "$a$", "$1", "--", "\n", "/*", "*/", "@", ":", "::", "1", "1e", " ", "\0", "é", "\ud800",
    ];

    private static readonly Gen<string> s_hostile = Gen.Elements(s_pieces).ArrayOf().Select(string.Concat);

    [Theory]
    [MemberData(nameof(StatementCorpus.Cases), MemberType = typeof(StatementCorpus))]
    public void Operation_and_table_are_found(string statement, string? operation, string? table)
    {
        var found = StatementReader.Read(statement);

        (found.Operation, found.Table).ShouldBe((operation, table));
    }

    [Fact]
    public void The_corpus_is_large() => StatementCorpus.Rows.Count.ShouldBeGreaterThanOrEqualTo(200);

    [Fact]
    public void What_surrounds_a_statement_changes_nothing() => Check(
        from row in Gen.Elements(StatementCorpus.Rows.Where(row => row.Operation is not null && !row.Operation.StartsWith("BATCH", StringComparison.Ordinal)).ToArray())
        from before in Gen.Elements("", " ", "\n\t", ";", "/* a comment; SELECT 'x' */", "-- a line\n")
        select (row, before), one =>
        {
            var found = StatementReader.Read(one.before + one.row.Statement);
            return found.Operation == one.row.Operation && found.Table == one.row.Table;
        });

    [Fact]
    public void No_text_throws() => Check(Gen.OneOf(s_hostile, ArbMap.Default.GeneratorFor<string>().Where(text => text is not null)), text => StatementReader.Read(text) is not null);

    [Fact]
    public void An_operation_is_one_of_few() => Check(s_hostile, text =>
        StatementReader.Read(text).Operation is not { } operation || operation.Split(' ').All(word => word == "BATCH" || Keywords.Operation(word) is not null || Keywords.ObjectKind(word) is not null));

    [Fact]
    public void A_table_is_an_identifier_of_the_text() => Check(s_hostile, text =>
        StatementReader.Read(text).Table is not { } table || table.Split('.').All(part => text.Replace("\"\"", "\"").Contains(part, StringComparison.OrdinalIgnoreCase)));

    [Theory]
    [InlineData("(")]
    [InlineData("select (")]
    [InlineData("select * from (")]
    [InlineData("with a as (")]
    [InlineData("with a as (select 1), ")]
    [InlineData("explain ")]
    [InlineData("explain analyze (")]
    [InlineData("with ")]
    [InlineData("prepare a as ")]
    [InlineData("declare a cursor for ")]
    [InlineData("((select 1) union ")]
    [InlineData("/*")]
    [InlineData("/* */")]
    [InlineData("-- \n")]
    [InlineData("$a$")]
    [InlineData("$a$ $b$ ")]
    [InlineData("$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("$ab$$aa$")]
    [InlineData("'")]
    [InlineData("e'\\")]
    [InlineData("\"")]
    [InlineData("select 1;")]
    [InlineData("a.")]
    [InlineData("select * from a.")]
    [InlineData("insert into a.")]
    [InlineData("1e+")]
    [InlineData("is distinct from ")]
    [InlineData("x")]
    public void A_megabyte_of_it_is_read_in_work_that_grows_with_its_length(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, Megabyte / piece.Length));
        var reader = new StatementReader(text);

        reader.ReadAll();

        reader.Visited.ShouldBeLessThanOrEqualTo(3L * text.Length);
    }

    [Fact]
    public void Any_hostile_text_is_read_in_work_that_grows_with_its_length() => Check(Gen.Elements(s_pieces).ArrayOf(2_000).Select(string.Concat), text =>
    {
        var reader = new StatementReader(text);
        reader.ReadAll();
        return reader.Visited <= 3L * text.Length;
    });

    [Fact]
    public void An_identifier_ends_where_the_server_cuts_it_off() => StatementReader.Read($"select * from {new string('A', 100)}").Table.ShouldBe(new string('a', 63));

    [Fact]
    public void A_name_of_many_parts_ends() => StatementReader.Read("select * from " + string.Join('.', Enumerable.Repeat("part", 1_000))).Table!.Length.ShouldBeLessThan(300);

    [Fact]
    public void What_is_nested_deeper_than_the_stack_should_be_is_passed_over()
    {
        var deep = new StringBuilder().Insert(0, "select * from (", 100).Append("select * from hidden");

        StatementReader.Read(deep.ToString()).ShouldBe(new Statement("SELECT", null, 1));
    }

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) => FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(values.ToArbitrary(), holds));
}
