namespace Takumi.Observability.Statements;

/// <summary>What a command's text does, in names of few values. Immutable; shared by all commands of the same text.</summary>
/// <param name="Operation">The leading keyword, <c>CREATE TABLE</c> and the like with the kind of object; <c>BATCH</c>, with the operation if all have the same, for several statements; null when the text begins with no keyword that PostgreSQL knows.</param>
/// <param name="Table">The relation that is written to, else the first that is read from, with the schema if the text names one; of several statements the one that all have. Null: none is named.</param>
/// <param name="Count">How many statements the text holds.</param>
internal sealed record Statement(string? Operation, string? Table, int Count)
{
    /// <summary><c>{operation} {table}</c>, as OpenTelemetry names a database span; its system when the operation is unknown.</summary>
    public string SpanName { get; } = Operation is null ? "postgresql" : Table is null ? Operation : $"{Operation} {Table}";

    /// <summary><c>db.operation.batch.size</c>: set from two statements on.</summary>
    public object? BatchSize { get; } = Count > 1 ? Count : null;
}
