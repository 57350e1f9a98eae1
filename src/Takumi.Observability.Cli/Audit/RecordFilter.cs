using System.Text.Json;

namespace Takumi.Observability.Cli.Audit;

/// <summary>Which records are wanted. The clock of a log may step back, so times are compared record by record and never end a search.</summary>
internal sealed record RecordFilter(IReadOnlyCollection<string> Events, DateTimeOffset? Since, DateTimeOffset? Until)
{
    public bool Matches(JsonElement record)
    {
        if (Events.Count > 0 && !(record.TryGetProperty("event", out var name) && name.ValueKind is JsonValueKind.String && Events.Contains(name.GetString()!)))
            return false;
        if (Since is null && Until is null)
            return true;
        return record.TryGetProperty("timestamp", out var text) && text.ValueKind is JsonValueKind.String && text.TryGetDateTimeOffset(out var time)
            && !(time < Since) && !(time > Until);
    }
}
