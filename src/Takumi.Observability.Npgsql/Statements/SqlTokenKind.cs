namespace Takumi.Observability.Statements;

/// <summary>What PostgreSQL's lexer tells apart, as far as it matters here.</summary>
internal enum SqlTokenKind
{
    /// <summary>The text is over.</summary>
    End,

    /// <summary>A keyword or an unquoted name.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    QuotedName,

    /// <summary>A string of any form (plain, <c>E''</c>, <c>B''</c>, <c>X''</c>, <c>N''</c>, <c>U&amp;''</c>, dollar-quoted) or a number.</summary>
    Literal,

    /// <summary><c>$1</c>, <c>@name</c> or <c>:name</c>.</summary>
    Parameter,

    /// <summary><c>-- …</c> or <c>/* … */</c>, nested ones included.</summary>
    Comment,

    /// <summary>One character of anything else.</summary>
    Symbol,
}
