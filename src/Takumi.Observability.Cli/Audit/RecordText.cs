using System.Text;
using System.Text.Json;
using Takumi.Observability.Sealing;

namespace Takumi.Observability.Cli.Audit;

/// <summary>A record on one line for people: sequence, time, what it is, and its members as name=value.</summary>
internal static class RecordText
{
    private static readonly HashSet<string> s_inFront = ["sequence", "id", "kind", "timestamp", "event"];

    public static string Of(JsonElement record)
    {
        var text = new StringBuilder();
        text.Append($"{Value(record, "sequence"),8}  {Value(record, "timestamp")}  ");
        text.Append(record.TryGetProperty("event", out var name) ? Plain(name) : Value(record, "kind"));
        foreach (var member in record.EnumerateObject().Where(m => !s_inFront.Contains(m.Name)))
        {
            if (member is { Name: "sealed", Value.ValueKind: JsonValueKind.Object })
                AppendSealed(text, member.Value);
            else
                text.Append("  ").Append(member.Name).Append('=').Append(Plain(member.Value));
        }

        return TerminalText.Clean(text.ToString());
    }

    /// <summary>What is sealed, or why it could not be opened.</summary>
    private static void AppendSealed(StringBuilder text, JsonElement members)
    {
        foreach (var member in members.EnumerateObject())
            text.Append("  ").Append(member.Name).Append('=').Append(Plain(member.Value) is PersonalDataReader.Erased or PersonalDataReader.Damaged ? Plain(member.Value) : "[sealed]");
    }

    private static string Value(JsonElement record, string name) => record.TryGetProperty(name, out var value) ? Plain(value) : "?";

    private static string Plain(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
