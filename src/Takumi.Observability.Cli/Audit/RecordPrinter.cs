using System.Text;
using System.Text.Json;

namespace Takumi.Observability.Cli.Audit;

/// <summary>Prints the lines that a filter lets through, as they are stored or for people; what is sealed is opened first, if that was asked for.</summary>
internal sealed class RecordPrinter(RecordFilter filter, bool isJson, TextWriter output, Func<byte[], byte[]>? open = null)
{
    public void Print(byte[] line)
    {
        try
        {
            using var record = JsonDocument.Parse(line);
            if (record.RootElement.ValueKind is not JsonValueKind.Object || !filter.Matches(record.RootElement))
                return;
            using var opened = open is null ? null : JsonDocument.Parse(line = open(line));
            output.WriteLine(isJson ? Encoding.UTF8.GetString(line) : RecordText.Of((opened ?? record).RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter is what a string in no known encoding is
        {
            if (!isJson)
                output.WriteLine($"{"?",8}  a line that is no record; 'verify' says more");
        }
    }
}
