using System.Text;
using System.Text.Json;

namespace Takumi.Observability.Cli.Audit;

/// <summary>Prints the lines that a filter lets through, as they are stored or for people.</summary>
internal sealed class RecordPrinter(RecordFilter filter, bool isJson, TextWriter output)
{
    public void Print(byte[] line)
    {
        try
        {
            using var record = JsonDocument.Parse(line);
            if (record.RootElement.ValueKind is JsonValueKind.Object && filter.Matches(record.RootElement))
                output.WriteLine(isJson ? Encoding.UTF8.GetString(line) : RecordText.Of(record.RootElement));
        }
        catch (JsonException)
        {
            if (!isJson)
                output.WriteLine($"{"?",8}  a line that is no record; 'verify' says more");
        }
    }
}
