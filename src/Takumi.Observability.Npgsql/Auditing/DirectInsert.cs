using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Takumi.Observability.Auditing;

/// <summary>The row of a record that no journal stands behind: without line and leaf hash, its sequence given by the database.</summary>
internal static class DirectInsert
{
    /// <param name="schema">Quoted, with a dot.</param>
    /// <param name="onlyOnce">Whether the row may be there already, from an attempt whose end nobody knows.</param>
    public static string Sql(string schema, bool onlyOnce)
    {
        var columns = string.Join(", ", AuditColumns.Text);
        var values = string.Join(", ", Enumerable.Range(6, AuditColumns.Text.Length).Select(i => string.Create(CultureInfo.InvariantCulture, $"${i}")));
        var condition = onlyOnce ? $" WHERE NOT EXISTS (SELECT FROM {schema}audit_events WHERE created_at = $2 AND id = $3 AND log = $1)" : "";
        return $"INSERT INTO {schema}audit_events (log, created_at, id, amount, metadata, {columns}) SELECT $1, $2, $3, $4, $5, {values}{condition} RETURNING sequence";
    }

    /// <summary>No origin of a journal: those begin with <c>takumi.audit/</c>.</summary>
    public static string LogOf(AuditRecord record) => $"postgres/{Storable(record.Service)}";

    public static void AddParameters(NpgsqlParameterCollection parameters, AuditRecord record)
    {
        var value = record.Event;
        Add(NpgsqlDbType.Text, LogOf(record));
        Add(NpgsqlDbType.TimestampTz, record.Timestamp.UtcDateTime);
        Add(NpgsqlDbType.Uuid, Guid.ParseExact(record.Id.ToString(), "N"));
        Add(NpgsqlDbType.Numeric, value.Amount);
        Add(NpgsqlDbType.Jsonb, Metadata(value.Metadata));
        foreach (var text in new[]
                 {
                     "event", value.Event, value.Resource, value.Action, value.Result == AuditResult.Success ? "success" : "failure", value.UserId, value.OnBehalfOf, value.StellarAddress,
                     value.ResourceId, value.TxHash, value.Ip, value.UserAgent, record.Service, record.Environment ?? "",
                     record.TraceId == default ? null : record.TraceId.ToHexString(), record.SpanId == default ? null : record.SpanId.ToHexString(),
                 })
        {
            Add(NpgsqlDbType.Text, Storable(text));
        }

        void Add(NpgsqlDbType type, object? content) => parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = content ?? DBNull.Value });
    }

    /// <summary>One level, as the journal has it: what is no number of JSON's integers and no truth value is text.</summary>
    private static string? Metadata(IReadOnlyDictionary<string, object?>? metadata)
    {
        if (metadata is not { Count: > 0 })
            return null;
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (name, value) in metadata.Where(member => member.Value is not null))
            {
                json.WritePropertyName(Storable(name));
                Write(json, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case bool truth: json.WriteBooleanValue(truth); break;
            case byte or short or ushort or int or uint or long: json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            default: json.WriteStringValue(Storable(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")); break;
        }
    }

    /// <summary>PostgreSQL's text has no U+0000, and no half of a surrogate pair: either becomes U+FFFD.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    private static string? Storable(string? text) => text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
}
