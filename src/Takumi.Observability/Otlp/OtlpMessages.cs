using System.IO.Compression;
using System.Text;

namespace Takumi.Observability.Otlp;

/// <summary>What diagnosis has to know of OTLP's messages (https://github.com/open-telemetry/opentelemetry-proto, collector/*/v1).</summary>
internal static class OtlpMessages
{
    private const string Grpc = "application/grpc";
    private const int GrpcPrefix = 5;

    /// <summary>Items in an export request. The three signals have the same shape: resources (1), scopes (2), spans, metrics or log records (2).</summary>
    public static long CountItems(HttpContent request)
    {
        using var buffer = new MemoryStream();
        var stream = request.ReadAsStream();
        if (stream.CanSeek)
            stream.Position = 0;
        var isCompressed = IsGrpc(request) ? ReadPrefix(stream) : request.Headers.ContentEncoding.Contains("gzip");
        (isCompressed ? new GZipStream(stream, CompressionMode.Decompress) : stream).CopyTo(buffer);
        return Count(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), 1, 2, 2);
    }

    /// <summary>What a collector refused although it answered with success: partial_success (1) of the response, with rejected items (1) and a message (2).</summary>
    public static (long Rejected, string Message) PartialSuccess(HttpContent response, byte[] bytes)
    {
        var (rejected, message) = (0L, "");
        var outer = new ProtobufFields(Body(response, bytes));
        while (outer.MoveNext())
        {
            if (outer.Field != 1)
                continue;
            var inner = new ProtobufFields(outer.Content);
            while (inner.MoveNext())
            {
                if (inner.Field == 1)
                    rejected = (long)inner.Number;
                else if (inner.Field == 2)
                    message = Encoding.UTF8.GetString(inner.Content);
            }
        }

        return (rejected, message);
    }

    public static bool IsGrpc(HttpContent? content) =>
        content?.Headers.ContentType?.MediaType?.StartsWith(Grpc, StringComparison.Ordinal) == true;

    /// <summary>What precedes a message of gRPC: whether it is compressed, then its length (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).</summary>
    private static bool ReadPrefix(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[GrpcPrefix];
        return stream.ReadAtLeast(prefix, GrpcPrefix, throwOnEndOfStream: false) == GrpcPrefix && prefix[0] == 1;
    }

    private static ReadOnlySpan<byte> Body(HttpContent content, ReadOnlySpan<byte> bytes) =>
        IsGrpc(content) ? bytes[Math.Min(GrpcPrefix, bytes.Length)..] : bytes;

    private static long Count(ReadOnlySpan<byte> message, params ReadOnlySpan<int> path)
    {
        long count = 0;
        var fields = new ProtobufFields(message);
        while (fields.MoveNext())
        {
            if (fields.Field == path[0])
                count += path.Length == 1 ? 1 : Count(fields.Content, path[1..]);
        }

        return count;
    }
}
