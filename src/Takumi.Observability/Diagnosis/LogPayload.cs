using System.IO.Compression;

namespace Takumi.Observability.Diagnosis;

/// <summary>
/// Counts the log records of an OTLP request without decoding them: ExportLogsServiceRequest.resource_logs (1) / ResourceLogs.scope_logs (2) / ScopeLogs.log_records (2)
/// (https://github.com/open-telemetry/opentelemetry-proto). Used only for a request that was lost.
/// </summary>
internal static class LogPayload
{
    private const int GrpcPrefix = 5;

    public static long CountRecords(HttpContent content)
    {
        try
        {
            using var buffer = new MemoryStream();
            Plain(content).CopyTo(buffer);
            var bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
            var isGrpc = content.Headers.ContentType?.MediaType is "application/grpc";
            return Count(isGrpc ? bytes[GrpcPrefix..] : bytes, 1, 2, 2);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ArgumentOutOfRangeException or IndexOutOfRangeException or ObjectDisposedException or InvalidOperationException)
        {
            // At least one: nobody exports an empty batch.
            return 1;
        }
    }

    private static Stream Plain(HttpContent content)
    {
        var stream = content.ReadAsStream();
        if (stream.CanSeek)
            stream.Position = 0;
        return content.Headers.ContentEncoding.Contains("gzip") ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    private static long Count(ReadOnlySpan<byte> message, params ReadOnlySpan<int> path)
    {
        long count = 0;
        while (!message.IsEmpty)
        {
            var key = Varint(ref message);
            var wireType = (int)(key & 7);
            var length = wireType switch { 1 => 8, 5 => 4, _ => (int)Varint(ref message) };
            if (wireType == 0)
                continue;
            if ((int)(key >> 3) == path[0] && wireType == 2)
                count += path.Length == 1 ? 1 : Count(message[..length], path[1..]);
            message = message[length..];
        }

        return count;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (var i = 0; ; i++)
        {
            var next = message[i];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                message = message[(i + 1)..];
                return value;
            }
        }
    }
}
